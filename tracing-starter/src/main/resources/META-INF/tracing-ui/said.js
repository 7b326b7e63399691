// What is known of a call of a language model. No module of the page that draws is needed for it, so that Node can test it.

/**
 * @typedef {{ key: string, value: unknown }} Attribute
 * @typedef {{ role: string, text: string, call?: string }} Said
 */

const SAID_INPUT = 'gen_ai.input.messages';
const SAID_OUTPUT = 'gen_ai.output.messages';
const SAID_INSTRUCTIONS = 'gen_ai.system_instructions';
const SAID_ARGUMENTS = 'gen_ai.tool.call.arguments';
const SAID_RESULT = 'gen_ai.tool.call.result';

/** The attributes that are shown as what is said. */
export const saidKeys = [SAID_INPUT, SAID_OUTPUT, SAID_INSTRUCTIONS, SAID_ARGUMENTS, SAID_RESULT];

/**
 * What one wants to know of a call, without what is said.
 * @param {Attribute[]} attributes
 * @returns {[string, string][]} names and values; none if no model or tool is called
 */
export function modelFacts(attributes) {
	const of = (key) => {
		const value = attributes.find((it) => it.key === `gen_ai.${key}`)?.value;
		return value === undefined ? '' : [value].flat().join(', ');
	};
	if (!of('operation.name') && !of('provider.name')) return [];
	const [asked, answered] = [of('request.model'), of('response.model')];
	const tools = attributes.find((it) => it.key === 'spring.ai.model.request.tool.names')?.value;
	const part = (text, detail) => text && (detail ? `${text} (${detail})` : text);
	const detail = (key, word) => Number(of(key)) > 0 ? `${of(key)} ${word}` : '';
	const read = [detail('usage.cache_read.input_tokens', 'cached'), detail('usage.cache_write.input_tokens', 'to the cache')].filter(Boolean).join(', ');
	return /** @type {[string, string][]} */ ([
		['Model', asked && answered && asked !== answered ? `${asked} → ${answered}` : asked || answered],
		['Provider', of('provider.name')],
		['Tokens', [part(of('usage.input_tokens') && `${of('usage.input_tokens')} in`, read),
			part(of('usage.output_tokens') && `${of('usage.output_tokens')} out`, detail('usage.reasoning.output_tokens', 'to reason'))].filter(Boolean).join(' · ')],
		['Ended with', of('response.finish_reasons')],
		['Tool', of('tool.name')],
		['Tools', [tools ?? []].flat().join(', ')],
		['Conversation', conversationOf(attributes)],
	].filter(([, value]) => value));
}

/**
 * @param {Attribute[]} attributes
 * @returns {string} the id, or an empty text
 */
export function conversationOf(attributes) {
	return String(attributes.find((it) => it.key === 'gen_ai.conversation.id')?.value ?? '');
}

/**
 * What is said, in its order: by whom, and for a call of a tool its name.
 * @param {Attribute[]} attributes
 * @returns {Said[]}
 */
export function saidIn(attributes) {
	const of = (key) => attributes.find((it) => it.key === key)?.value;
	const tool = String(attributes.find((it) => it.key === 'gen_ai.tool.name')?.value ?? 'tool');
	return [
		...saidParts('system', parsedSaid(of(SAID_INSTRUCTIONS))),
		...saidMessages('user', of(SAID_INPUT)),
		...saidMessages('assistant', of(SAID_OUTPUT)),
		...(of(SAID_ARGUMENTS) === undefined ? [] : [{ role: 'call', text: saidText(of(SAID_ARGUMENTS)), call: tool }]),
		...(of(SAID_RESULT) === undefined ? [] : [{ role: 'tool', text: saidText(of(SAID_RESULT)) }]),
	];
}

/** A text that is no JSON, such as one that was cut off, is shown as it is. */
function parsedSaid(value) {
	if (typeof value !== 'string') return value ?? [];
	try {
		return JSON.parse(value);
	}
	catch {
		return [{ content: value }];
	}
}

/** @returns {Said[]} */
function saidMessages(role, value) {
	return [parsedSaid(value)].flat().flatMap((it) => saidParts(it?.role ?? role, it?.parts ?? [it]));
}

/** @returns {Said[]} */
function saidParts(role, parts) {
	return [parts].flat().filter(Boolean).map((it) => {
		if (it.type === 'tool_call') return { role, text: saidText(it.arguments), call: String(it.name ?? 'tool') };
		return { role: it.type === 'tool_call_response' ? 'tool' : role, text: saidText(it.content ?? it.response ?? it.result ?? it) };
	});
}

/** @returns {string} */
function saidText(value) {
	return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
