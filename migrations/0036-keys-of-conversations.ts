import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One by one: each takes its time where there are millions of rows. */
const statements = [
  `alter table contact
     drop constraint contact_pkey,
     add primary key (conversation_key, contact_no)`,
  `alter table episode
     drop constraint episode_pkey,
     add primary key (conversation_key, episode_no)`,
  'drop index episode_by_conversation',
  `alter table action
     drop constraint action_customer_key_conversation_key_handoff_key_action_key_key,
     add unique nulls not distinct (conversation_key, handoff_key, action_key)`,
  'drop index action_by_conversation',
  `alter table survey
     drop constraint survey_pkey,
     add primary key (conversation_key, event_uid)`,
  'drop index survey_by_conversation',
  `alter table handoff_sign
     drop constraint handoff_sign_pkey,
     add primary key (conversation_key, handoff_key)`,
  'drop index handoff_sign_by_conversation',
  `alter table episode_sign
     drop constraint episode_sign_pkey,
     add primary key (conversation_key, episode_no)`,
  'drop index episode_sign_by_conversation',
  `alter table escalation
     drop constraint escalation_pkey,
     add primary key (conversation_key, handoff_key)`,
  'drop index escalation_by_conversation',
];

/**
 * Facts are found by their conversation, and a customer's by the customer's conversations: one index by random keys is
 * enough where there were two, and contacts, which are replaced with their conversation, had none by it.
 */
export class KeysOfConversations0036 implements MigrationInterface {
  name = 'KeysOfConversations0000000000036';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index escalation_by_conversation on escalation (conversation_key);
      alter table escalation
        drop constraint escalation_pkey,
        add primary key (customer_key, conversation_key, handoff_key);
      create index episode_sign_by_conversation on episode_sign (conversation_key);
      alter table episode_sign
        drop constraint episode_sign_pkey,
        add primary key (customer_key, conversation_key, episode_no);
      create index handoff_sign_by_conversation on handoff_sign (conversation_key);
      alter table handoff_sign
        drop constraint handoff_sign_pkey,
        add primary key (customer_key, conversation_key, handoff_key);
      create index survey_by_conversation on survey (conversation_key);
      alter table survey
        drop constraint survey_pkey,
        add primary key (customer_key, conversation_key, event_uid);
      create index action_by_conversation on action (conversation_key);
      alter table action
        drop constraint action_conversation_key_handoff_key_action_key_key,
        add unique nulls not distinct (customer_key, conversation_key, handoff_key, action_key);
      create index episode_by_conversation on episode (conversation_key);
      alter table episode
        drop constraint episode_pkey,
        add primary key (customer_key, conversation_key, episode_no);
      alter table contact
        drop constraint contact_pkey,
        add primary key (customer_key, conversation_key, contact_no);
    `);
  }
}
