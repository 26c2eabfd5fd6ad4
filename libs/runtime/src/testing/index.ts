export { OWNER_TOKEN, startApp, type Answer, type Sent, type StartOptions, type TestApp, type TestClock, type TestEngine } from './start-app.ts';
