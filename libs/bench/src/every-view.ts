import type { View } from '@strata/kernel';
import { projectionsViews } from '@strata/projections/views';
import { rostersViews } from '@strata/rosters/views';
import { sessionsViews } from '@strata/sessions/views';
import { tiersViews } from '@strata/tiers/views';

/** Every view of the house, as the product runs them. */
export const everyView: readonly View[] = [...projectionsViews, ...rostersViews, ...tiersViews, ...sessionsViews];
