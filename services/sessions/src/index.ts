export { SessionsModule } from './sessions.module.ts';
export { sessionsViews } from './views.ts';
