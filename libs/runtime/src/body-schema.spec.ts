import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { bodySchema } from './body-schema.ts';

const pupil = z.object({ id: z.string().meta({ id: 'PupilId' }) }).meta({ id: 'Pupil', description: 'A pupil.' });
const written = { type: 'object', description: 'A pupil.', properties: { id: { type: 'string' } }, required: ['id'] };

test('a body of one or many is written out without references', () =>
  expect(bodySchema(z.union([pupil, z.array(pupil)]))).toEqual({ anyOf: [written, { type: 'array', items: written }] }));

test('bodies of several shapes are alternatives', () => expect(bodySchema(pupil, z.string())).toEqual({ oneOf: [written, { type: 'string' }] }));
