import { expect, test } from '@jest/globals';
import { GroupCommit } from './group-commit.ts';

/** Doubles every number, and notes which came together. */
const doubling = (most = 100) => {
  const groups: number[][] = [];
  const group = new GroupCommit<number, number>(items => {
    groups.push([...items]);
    if (items.includes(13)) throw new Error('thirteen');
    return items.map(item => item * 2);
  }, most);
  return { group, groups };
};

test('what arrives at the same time runs together, and each caller gets its own results', async () => {
  const { group, groups } = doubling();
  expect(await Promise.all([group.add([1, 2]), group.add([3]), group.add([4, 5])])).toEqual([[2, 4], [6], [8, 10]]);
  expect(groups).toEqual([[1, 2, 3, 4, 5]]);
});

test('a group ends with the call that fills it, and no call is divided', async () => {
  const { group, groups } = doubling(3);
  await Promise.all([group.add([1, 2]), group.add([3, 4, 5, 6]), group.add([7])]);
  expect(groups).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
});

test('when a group fails, all of its callers hear it, and the next group runs', async () => {
  const { group } = doubling();
  const settled = await Promise.allSettled([group.add([1]), group.add([13])]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await group.add([1])).toEqual([2]);
});

test('whatever still waits runs when it is flushed', async () => {
  const { group, groups } = doubling(1);
  const results = Promise.all([group.add([1]), group.add([2])]);
  group.flush();
  expect(groups).toEqual([[1], [2]]);
  expect(await results).toEqual([[2], [4]]);
});
