import type { View } from '@strata/kernel';
import { academicSessionView } from './views/academic-session.view.ts';
import { classView } from './views/class.view.ts';
import { importView } from './views/import.view.ts';
import { schoolView } from './views/school.view.ts';
import { staffView } from './views/staff.view.ts';
import { studentView } from './views/student.view.ts';

/** The read models of this service alone; nobody else reads them. */
export const rostersViews: View[] = [importView, schoolView, academicSessionView, classView, staffView, studentView];
