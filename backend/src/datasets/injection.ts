/**
 * The adversary writes to the bot's trainer: words that a model reads as instructions once they stand in its
 * training data. Quantifiers are bounded; each pattern takes linear time.
 */
const patterns: readonly RegExp[] = [
  // Role and turn tokens of chat templates.
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|tool_call|function_call)>/iu,
  /(?:^|\n)\s{0,8}#{2,3}\s{0,3}(?:system|instruction|assistant|response)\b/iu,
  /(?:^|\n)\s{0,8}(?:system|assistant)\s{0,3}:/iu,
  /"role"\s{0,8}:\s{0,8}"(?:system|assistant|developer)"/iu,
  /\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,4}?(?:previous|prior|above|earlier|preceding|your|all)\s+(?:\w+\s+){0,3}?(?:instructions?|prompts?|rules?|messages?|directions?|guidelines?)/iu,
  /\b(?:reveal|print|show|repeat|output)\s+(?:\w+\s+){0,3}?(?:system|hidden|initial)\s+(?:prompt|instructions?|message)/iu,
  /\byou are (?:now|no longer)\s+(?:an?\s+)?(?:\w+\s+){0,3}?(?:ai|assistant|bot|model|dan|developer|admin\w*|unrestricted|jailbroken)\b/iu,
  /\b(?:do anything now|developer mode|jailbreak)\b/iu,
  /\b(?:vergiss|ignoriere|missachte)\s+(?:\p{L}+\s+){0,4}?(?:anweisung\p{L}{0,3}|vorgaben|regeln|prompts?)/iu,
  /\b(?:ignora|olvida|ignore|esqueça|esquece|desconsidere)\s+(?:\p{L}+\s+){0,4}?(?:instrucciones|instruções|reglas|regras)/iu,
  /\b(?:ignorez?|oubliez?)\s+(?:\p{L}+\s+){0,4}?(?:instructions|consignes|règles)/iu,
  /(?:これまで|以前|上記|前)の(?:指示|命令|プロンプト)を(?:無視|忘れ)/u,
];

/** Whether a text tries to instruct a model. */
export const isSuspectInjection = (text: string): boolean => patterns.some((pattern) => pattern.test(text));
