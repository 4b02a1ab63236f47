import type { BankingWords } from './shape.js';

export const bankingEn: BankingWords = {
  check_balance: {
    ask: [
      "{what is|what's|can you tell me|show me} {my|the} {current |account |}balance{ on my checking account| of my savings account|}?",
      'how much {money |}do I have {left |}{in my account|on my account|right now}?',
      'I {need|want} {my account balance|to see my balance}',
    ],
    more: ['the {checking|savings|everyday} account', 'the one ending in <last4>'],
    answer: ['Your balance is <money>. The last booking was on <weekday>.'],
    stuck: ['I cannot read this account at the moment.'],
    human: ['I can see <money> on the account, the app shows it again now.'],
  },
  card_activation: {
    ask: [
      '{how do I|where can I|I need to} activate my {new |}{card|debit card|credit card}?',
      'my {new |replacement |}card {came|arrived} {today|yesterday|on <weekday>} {and it does not work yet|how do I switch it on}?',
      'activate {card|my card} ending <last4>',
    ],
    more: ['it ends in <last4>', 'the {blue|black} debit card'],
    answer: ['Done: the card ending in <last4> is active. The first payment needs your PIN.'],
    stuck: ['The card system does not answer.'],
    human: ['The card is active now, please make the first payment with your PIN.'],
  },
  statement_copy: {
    ask: [
      '{can I get|I need|please send me} {a copy of |}my {bank |account |}statement{s|} {for|from} <month>',
      '{where do I find|how do I download} {my |the |}statement{s|} {as a PDF|for my tax return|of last year}?',
      'need {a statement|proof of account} for {my landlord|the tax office|a visa}',
    ],
    more: ['<month> please', 'the {last three months|whole of last year}'],
    answer: ['Your statement for <month> is in the mailbox of the app, as a PDF.'],
    stuck: ['I do not find this statement.'],
    human: ['I put the statements for <month> into your mailbox.'],
  },
  standing_order: {
    ask: [
      '{set up|create|I want to start} a {standing order|monthly transfer} {for my rent|to my landlord|of <money>}',
      '{change|edit|stop|cancel} {my|the|a} standing order {of <money>|for the rent|}',
      'how {can|do} I {change|pause} a {recurring|monthly} payment?',
    ],
    more: ['<money> on the first of the month', 'from <month> on'],
    answer: ['The standing order of <money> is saved. It runs for the first time on <weekday>.'],
    stuck: ['I could not save the standing order.'],
    human: ['The standing order is set up, first run on <weekday>.'],
  },
  transfer_limit: {
    ask: [
      '{raise|increase|lift} my {daily |transfer |online |}limit {to <money>|please|for today}',
      'I {need|have} to transfer <money> {but the limit is too low|and the app says limit exceeded}',
      'what is my {transfer|daily} limit {and can I change it|}?',
    ],
    more: ['<money>, only {once|for today|this week}', 'it is for {a car|the kitchen|a deposit}'],
    answer: ['Your limit is now <money> until midnight.'],
    stuck: ['I may not raise the limit that far.'],
    human: ['The limit is <money> until tomorrow evening.'],
  },
  lost_card: {
    ask: [
      'I {lost|cannot find|left} my {card|debit card|wallet} {in <city>|on the train|somewhere|at the gym}',
      '{block|freeze|lock} my card {right now|please|immediately}{, I lost it|}',
      'my {card|wallet} was stolen {yesterday|an hour ago|in <city>}',
    ],
    more: ['the one ending in <last4>', '{last used|I had it} {this morning|on <weekday>}'],
    answer: ['The card ending in <last4> is blocked. A new one is on its way, 3 to 5 working days.'],
    stuck: ['I could not block the card from here.'],
    human: ['The card is blocked, no payment went through since <weekday>. A new card is ordered.'],
  },
  update_address: {
    ask: [
      'I {moved|have moved|just moved|am moving} {to <city> |}{and need to|, how do I|and want to} {change|update} my {address|postal address|home address}',
      '{change|update|correct} my {mailing |home |postal |}address{ please| in your records| to a new one|}',
      "my {address|street address|house number} {is wrong|isn't right|is out of date|still shows the old flat} {in the app|on my statement|in your system}",
      'new address{ since <month>|}, {where do I enter it|the app will not save it|how do I tell you}?',
      '{letters|post|my new card|statements} {keep going|still go|are sent} to my old {address|flat|house}{ in <city>|}',
      'the form {for|to} {the address change|updating my address} {gives an error|says permission denied|ends with ERR_PERM_004}',
      'we {moved house|relocated} {last week|in <month>|to <city>}, {please update the address|I need the new address on my account}',
    ],
    more: [
      'the new one is in <city>, since <month>',
      'I typed it in twice and it {says error|is not saved|jumps back to the old one}',
    ],
    answer: ['Your new address is saved, it holds for all accounts from today.'],
    stuck: [
      'I could not save the new address: the customer record refused it (ERR_PERM_004).',
      'Changing the address failed with ERR_PERM_004, I may not write to your record.',
    ],
    human: [
      'I entered the new address in <city> and sent you a confirmation by letter.',
      'The address is changed for both accounts, the card goes to the new one.',
    ],
  },
  dispute_fee: {
    ask: [
      '{why|for what} {did you charge me|was I charged|am I paying} {a fee of <money>|<money>|this account fee}{ in <month>|}?',
      'I {want|would like|demand} {this|the|a} {fee|charge|overdraft fee|maintenance fee} {of <money> |}{back|refunded|reversed|removed}',
      '{dispute|contest|complain about} {a|the} {fee|service charge|monthly fee} {on my account|from <month>|}',
      'there is a <money> {charge|fee} {I never agreed to|I do not understand|that should be free}{, please refund it|}',
      '{nobody told me about|I did not sign up for} the <money> {account|overdraft|card} fee',
      'my account {was|is} {supposed to be|meant to be|} free {but|and} you took <money> {in fees|as a fee}',
    ],
    more: [
      'it says {maintenance|overdraft interest|service charge} on <weekday>',
      '<money>, and it was the {second|third} time',
    ],
    answer: ['I reversed the fee of <money>, you see it on the account tomorrow.'],
    stuck: [
      'I can explain fees, but I cannot decide on a refund of <money>.',
      'Refunding fees is not something I can do.',
    ],
    human: [
      'I refunded <money> as a gesture and moved the account to the free model.',
      'The fee was right by the price list; I waived it once.',
    ],
  },
  card_declined_abroad: {
    ask: [
      'my card {is|was|gets|keeps being} {declined|refused|rejected} {in <country>|abroad|at every shop in <city>|on holiday}',
      "I'm {in|travelling in|on holiday in} <country> and {my card does not work|I cannot pay|the ATM gives me nothing}",
      '{the ATM|cash machine|terminal} in <city> {says card not permitted|refuses my debit card|kept asking and then declined}',
      '{cannot|can not|unable to} {withdraw cash|pay the hotel|use my card} {in <country>|outside the country|overseas}',
      '{is my card blocked|do I have to unlock my card} for {foreign countries|<country>|travel}? {payments fail here|it gets declined|}',
      'foreign transaction {declined|refused} {three times|again} although {there is money on the account|I told you I travel}',
    ],
    more: [
      'the one ending <last4>, in <city>, {today|since <weekday>}',
      'there is enough money, <money> at least',
    ],
    answer: ['Your card was closed for <country>. I opened it for 30 days, please try again.'],
    stuck: ['I see declined payments in <country>, but not why. I have nothing on regional blocks.'],
    human: [
      'The fraud rule for <country> stopped it; I lifted it for this trip.',
      'The magnetic stripe was off abroad, it is on now.',
    ],
  },
  mortgage_early_repayment: {
    ask: [
      '{can I|how do I|what does it cost to} {pay off|repay} my {mortgage|home loan} {early|before the term ends}?',
      'I {want|am planning} to make {an extra|a special} {payment|repayment} of <money> {on|into} my {mortgage|house loan}',
      '{what is|how high is|how is} the {early repayment|prepayment} {charge|penalty|fee} {on my mortgage|calculated|}?',
      'we {sold|are selling} {the house|our flat} and {need the payoff amount|want to end the mortgage}',
    ],
    more: ['the fixed rate runs until <month>', 'about <money> is left'],
    answer: ['You may repay up to 5 % a year without a charge.'],
    stuck: ['I have no information about early repayment of your mortgage.'],
    human: [
      'I calculated the charge and sent you the payoff letter.',
      'The extra payment is booked for the end of <month>.',
    ],
  },
  joint_account_holder: {
    ask: [
      '{add|put} my {wife|husband|partner|son} {to|on} my {account|current account}{ as a second holder| please|}',
      'how {do|can} {we|I} {turn my account into|open|make it} a joint account{ with my partner|}?',
      '{my partner|my husband|my wife|my mother} {should|needs to} {have access to|be able to use} my account {too|as well}',
      '{remove|take} my {ex|ex-husband|former partner} {from|off} {our|the} joint account',
    ],
    more: ['{he|she} already has an account with you', 'both of us, with equal rights'],
    answer: ['I sent both of you the form, it can be signed in the app.'],
    stuck: ['I am not sure what you mean by this, I do not know this topic.'],
    human: ['I booked an appointment for both of you, please bring an identity document.'],
  },
  suspicious_payment: {
    ask: [
      '{there is|I see} a {payment|transaction|debit} of <money> {I did not make|that is not mine|I do not recognise}',
      'someone {took|charged|stole} <money> {from my account|on my card}{ last night|}',
      '{I think I was scammed|I clicked a link in a text message}, {now <money> is missing|what shall I do}?',
    ],
    more: ['it was on <weekday>, <money>', 'the shop is in <country>, I was never there'],
    answer: ['I blocked the card and opened a case.'],
    stuck: ['For your safety a colleague from the fraud desk has to look at this.'],
    human: ['I blocked the card, claimed the <money> back and opened a fraud case.'],
  },
};
