import * as connections from './connections.js';
import { admins, readers, ruleMakers } from './roles.js';
import { route } from './route.js';

/** Sources: how each is read, and how its deliveries are taken. */
export const sourceRoutes = {
  connectionList: route({
    method: 'GET',
    path: '/api/connections',
    access: readers,
    summary: 'Sources that were set up: format, mapping and how their deliveries are signed',
    response: connections.connectionList,
  }),
  connectionCreate: route({
    method: 'POST',
    path: '/api/connections',
    access: admins,
    summary: 'Set up a source; a secret that is made for it is shown once',
    body: connections.connectionBody,
    response: connections.connectionMade,
    status: 201,
  }),
  connectionChange: route({
    method: 'PATCH',
    path: '/api/connections/:name',
    access: admins,
    summary: 'Change how a source is read, pause it, or stop taking its deliveries',
    params: connections.sourceParams,
    body: connections.connectionChange,
    response: connections.connectionMade,
  }),
  connectionRemove: route({
    method: 'DELETE',
    path: '/api/connections/:name',
    access: admins,
    summary: 'Forget how a source is read; what it sent stays',
    params: connections.sourceParams,
    status: 204,
  }),
  connectionSecret: route({
    method: 'POST',
    path: '/api/connections/:name/secret',
    access: admins,
    summary: 'Change the secret that deliveries are signed with; the one before stays good for a while',
    params: connections.sourceParams,
    body: connections.secretBody,
    response: connections.connectionMade,
    status: 200,
  }),
  hookReceive: route({
    method: 'POST',
    path: '/api/hooks/:name',
    access: 'anyone',
    summary:
      'Take a delivery of a vendor, signed as the source says. Answered well is only what is durable; a repeat changes nothing',
    params: connections.sourceParams,
    consumes: [
      'application/json',
      'application/x-www-form-urlencoded',
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
      'application/x-ndjson',
    ],
    response: connections.hookAnswer,
    status: 200,
  }),
  hookProbe: route({
    method: 'GET',
    path: '/api/hooks/:name',
    access: 'anyone',
    summary: 'Whether deliveries may be sent here: it answers for every name',
    params: connections.sourceParams,
    response: connections.hookProbe,
  }),
  sourceReasons: route({
    method: 'GET',
    path: '/api/sources/:name/reasons',
    access: [...readers, 'ingest'],
    summary: 'What a source’s own words for a reason mean',
    params: connections.sourceParams,
    response: connections.reasonList,
  }),
  sourceReasonsChange: route({
    method: 'PATCH',
    path: '/api/sources/:name/reasons',
    access: ruleMakers,
    summary: 'Say what a source’s own words for a reason mean, for records that come from now on',
    params: connections.sourceParams,
    body: connections.reasonChange,
    response: connections.reasonList,
  }),
} as const;
