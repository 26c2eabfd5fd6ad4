import type { View } from '@strata/kernel';
import { providerView } from './views/provider.view.ts';
import { importView, ruleSetView, schoolView, staffView } from './views/reference.views.ts';
import { sessionView } from './views/session.view.ts';
import { studentView } from './views/student.view.ts';
import { studentWeekView } from './views/student-week.view.ts';
import { submissionView } from './views/submission.view.ts';
import { timelineView } from './views/timeline.view.ts';

/** Every live view that the query API answers from. */
export const projectionsViews: readonly View[] = [
  studentView, timelineView, studentWeekView, sessionView, providerView, submissionView, schoolView, staffView, ruleSetView, importView,
];
