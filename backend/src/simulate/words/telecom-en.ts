import type { TelecomWords } from './shape.js';

export const telecomEn: TelecomWords = {
  data_usage: {
    ask: [
      'how much data {do I have left|did I use|is left this month}?',
      '{check|show} my data {usage|volume}',
      'my data is {gone|used up} {already|since <weekday>}, {how much was it|can I buy more}?',
    ],
    more: ['the mobile number ending <last4>', 'this month'],
    answer: ['You used 14.2 GB of 20 GB. The month ends on <weekday>.'],
    stuck: ['The usage counter does not answer.'],
    human: ['You have 5.8 GB left, the counter in the app was late.'],
  },
  plan_change: {
    ask: [
      'I {want|would like} {a bigger|a cheaper|another} {plan|tariff}',
      '{change|switch|upgrade} my plan{ to unlimited| from next month|}',
      'which {plan|contract} {fits|is best for} {two phones|a student|much data}?',
    ],
    more: ['from {next month|<month>}', 'the one for <money>'],
    answer: ['Your plan changes on the first of <month>, it costs <money> a month.'],
    stuck: ['I could not book this plan.'],
    human: ['The new plan is booked from <month> at <money>.'],
  },
  bill_explanation: {
    ask: [
      '{why is|can you explain why} my {bill|invoice} {so high|higher than last month|<money>}?',
      'I do not understand {my bill|the invoice|this position on the bill}',
      'what is {this|the} <money> on my {bill|invoice} {for|from <month>}?',
    ],
    more: ['the bill from <month>', 'normally I pay <money>'],
    answer: ['The bill holds a pro rata share of <money> from your plan change.'],
    stuck: ['I am not sure which part of the bill you mean.'],
    human: ['It was the pro rata month after the change, next bill is <money>.'],
  },
  router_setup: {
    ask: [
      '{how do I|help me} {set up|connect|install} {the|my} {new |}{router|modem|wifi}',
      'the router {blinks red|has a red light|does not go online}',
      'where is the {wifi password|network key} of the router?',
    ],
    more: ['the {white|black} one, since <weekday>', 'I restarted it already'],
    answer: ['Please hold the reset key for ten seconds, the light turns green after two minutes.'],
    stuck: ['I cannot reach the router.'],
    human: ['I reset the line, the router is online again.'],
  },
  no_signal: {
    ask: [
      '{no signal|no network|no service|no reception} {in <city>|at home|since this morning|at all}',
      'my phone {has|shows} no {network|bars|signal}{ since <weekday>|}',
      'is there {an outage|a problem with the network} in <city>?',
      'internet and phone are {down|dead} {here in <city>|again|since an hour}',
    ],
    more: ['<city>, since {this morning|<weekday>}', 'all phones at home'],
    answer: ['There is a fault in <city>, it should be repaired by this evening.'],
    stuck: ['I see a fault in your area, but nothing more. There are very many requests.'],
    human: ['The mast in <city> is repaired; I credited <money>.'],
  },
  cancel_contract: {
    ask: [
      '{cancel|end|terminate} my {contract|plan|subscription}{ please| now|}',
      'how {can|do} I {cancel|get out of the contract}?',
      'I am {leaving|moving abroad|going to a competitor} and want to cancel',
    ],
    more: ['as soon as possible', 'at the end of <month>'],
    answer: ['Your contract ends on the last day of <month>. A confirmation is on its way.'],
    stuck: ['A cancellation has to be confirmed by a colleague.'],
    human: [
      'The cancellation is confirmed for the end of <month>.',
      'The customer stays with a discount of <money>.',
    ],
  },
  lost_esim: {
    ask: [
      'I {lost|broke} my {phone|<device>} and {need|want} my eSIM on the {new one|new phone|spare phone}',
      '{how do I|can I|please} {move|transfer|get} my eSIM to {a new phone|another device|my new <device>}?',
      'my {phone|<device>} was stolen, {the eSIM is gone|I have no number any more|how do I get a new QR code}',
      'eSIM {deleted|removed|lost} by {mistake|accident}{, need it back|, no network now|}',
      'new <device>, the {QR code|eSIM profile} {is already used|does not work|says profile cannot be added}',
      '{I reset my phone|after the factory reset} {and the eSIM is gone|there is no eSIM any more}',
    ],
    more: ['a new <device>, the old one is gone', 'I cannot receive the text with the code'],
    answer: ['I made a new eSIM profile, the QR code is in the app.'],
    stuck: ['Issuing an eSIM again is outside of what I can do.', 'I can only explain eSIM, not issue one.'],
    human: [
      'I checked the identity, made a new eSIM profile and sent the QR code by mail.',
      'New eSIM is active on the <device>.',
    ],
  },
  roaming_charge: {
    ask: [
      '{<money>|a huge amount} {for|of} roaming {in <country>|on my bill|although I was in <country> two days}?',
      '{why|how} {was I charged|did I pay} {<money> |}for {data|internet|calls} {abroad|in <country>|on the ferry|on the plane}?',
      'I {want|demand} the roaming {charges|fees|costs} {back|refunded|taken off the bill}',
      'roaming {was switched off|should be included}, {still|yet} you charge <money>',
      'nobody warned me about the roaming {costs|price} in <country>, <money>!',
    ],
    more: ['I was in <country> in <month>', 'two days, a few messages'],
    answer: ['I took <money> off the bill, the cost limit had not worked.'],
    stuck: ['I may not credit roaming charges.'],
    human: [
      'I credited <money> and set a roaming limit.',
      'The ferry used a satellite network; half was credited.',
    ],
  },
  number_porting: {
    ask: [
      'my number {is still not ported|has not come over|is stuck at the old provider}',
      '{when|why} {will my number be|is my number not} {ported|transferred|moved}{ from the old provider|}?',
      'I {want|would like} to {bring|keep|port} my {old |}number{ from another provider|}',
      'number transfer {failed|was rejected|hangs} {for the second time|since <weekday>|with ERR_PORT_31}',
      'porting {date|day} was <weekday>, {nothing happened|my old SIM still works}',
    ],
    more: ['the number ends in <last4>', 'I sent the form on <weekday>'],
    answer: ['Your number comes over on <weekday> between 6 and 8 in the morning.'],
    stuck: ['The porting request failed at the other provider (ERR_PORT_31).'],
    human: ['The name differed at the old provider; I sent the request again, it ports on <weekday>.'],
  },
};
