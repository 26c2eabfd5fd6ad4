import { basename } from 'node:path';

const SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|tsx|mjs)$/;
const EMPTY_WORDS = /(^|[-.])(utils?|helpers?|common|misc|manager|impl|dto)([-.]|$)/;

/**
 * Files are kebab-case, subject then role: `group-lesson.decider.ts`. A word that says nothing of the content is refused.
 * @type {import('eslint').Rule.RuleModule}
 */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      shape: '"{{name}}" must be kebab-case: subject, then role (group-lesson.decider.ts).',
      empty: '"{{name}}": "{{word}}" says nothing. Name the file after what it holds.',
    },
  },
  create: context => ({
    Program(node) {
      const name = basename(context.filename);
      const word = EMPTY_WORDS.exec(name)?.[2];
      if (!SHAPE.test(name)) context.report({ node, messageId: 'shape', data: { name } });
      else if (word) context.report({ node, messageId: 'empty', data: { name, word } });
    },
  }),
};
