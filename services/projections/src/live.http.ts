import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import type { LiveFeed, LiveMessage } from '@strata/kernel';
import { Access, LIVE_FEED } from '@strata/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

const HEARTBEAT_MS = 15_000;

/** Bytes that may wait for a slow browser before its stream is cut; it comes back with the last id it saw. */
const BACKLOG_BYTES = 1024 * 1024;

/** Server-sent events: which figures to fetch again. Resumed with `Last-Event-ID`. */
@Controller('v1/live')
@Access('owner')
export class LiveHttp {
  constructor(@Inject(LIVE_FEED) private readonly feed: LiveFeed) {}

  @Get()
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Headers('last-event-id') lastId?: string): Promise<void> {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...reply.getHeaders() as Record<string, string>, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const send = (text: string) => void (raw.writableLength > BACKLOG_BYTES ? raw.destroy() : raw.write(text));
    const unsubscribe = await this.feed.subscribe(lastId, (message) => send(eventOf(message)));
    raw.write('retry: 1000\n\n'); // said once we listen: from here on nothing is missed
    const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
    request.raw.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
  }
}

const eventOf = ({ id, invalidations }: LiveMessage): string => `event: invalidate\nid: ${id}\ndata: ${JSON.stringify(invalidations)}\n\n`;
