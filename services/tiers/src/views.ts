import type { View } from '@strata/kernel';
import { classScreeningView } from './class-screening.view.ts';
import { classView, schoolView } from './class.view.ts';
import { assignmentView, interventionView, prescriptionView } from './intervention.view.ts';
import { placementView, ruleSetView } from './placement.view.ts';
import { studentView } from './student.view.ts';

/** The read models of tiers, its own: other services learn of tiers from the events. */
export const tiersViews: readonly View[] = [
  studentView, classView, schoolView, placementView, ruleSetView, classScreeningView, interventionView, assignmentView, prescriptionView,
];
