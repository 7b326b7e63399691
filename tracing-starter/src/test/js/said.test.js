import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationOf, modelFacts, saidIn } from '../../main/resources/META-INF/tracing-ui/said.js';

const attributes = (values) => Object.entries(values).map(([key, value]) => ({ key, value }));

test('what a call of a model was', () => {
	assert.deepEqual(modelFacts(attributes({
		'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt', 'gen_ai.response.model': 'gpt-2026',
		'gen_ai.usage.input_tokens': 21, 'gen_ai.usage.cache_read.input_tokens': 8, 'gen_ai.usage.output_tokens': 9, 'gen_ai.usage.reasoning.output_tokens': 3,
		'gen_ai.response.finish_reasons': ['tool_calls'], 'spring.ai.model.request.tool.names': ['time', 'weather'], 'gen_ai.conversation.id': 'c1',
	})), [['Model', 'gpt → gpt-2026'], ['Provider', 'openai'], ['Tokens', '21 in (8 cached) · 9 out (3 to reason)'], ['Ended with', 'tool_calls'], ['Tools', 'time, weather'],
		['Conversation', 'c1']]);
	assert.deepEqual(modelFacts(attributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt', 'gen_ai.response.model': 'gpt', 'gen_ai.usage.input_tokens': 0 })),
		[['Model', 'gpt'], ['Tokens', '0 in']]);
	assert.deepEqual(modelFacts(attributes({ 'http.route': '/', 'gen_ai.conversation.id': 'c1' })), []);
});

test('who said what', () => {
	assert.deepEqual(saidIn(attributes({
		'gen_ai.system_instructions': '[{"type":"text","content":"Be short."}]',
		'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Paris?"}]},{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"weather","arguments":{"city":"Paris"}}]},'
			+ '{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":"rain"}]}]',
		'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"It rains."}],"finish_reason":"stop"}]',
	})), [{ role: 'system', text: 'Be short.' }, { role: 'user', text: 'Paris?' }, { role: 'assistant', text: '{"city":"Paris"}', call: 'weather' }, { role: 'tool', text: 'rain' },
		{ role: 'assistant', text: 'It rains.' }]);
});

test('a call of a tool', () => {
	assert.deepEqual(saidIn(attributes({ 'gen_ai.tool.name': 'weather', 'gen_ai.tool.call.arguments': '{"city":"Paris"}', 'gen_ai.tool.call.result': 'rain' })),
		[{ role: 'call', text: '{"city":"Paris"}', call: 'weather' }, { role: 'tool', text: 'rain' }]);
});

test('what cannot be read is shown as it is', () => {
	assert.deepEqual(saidIn(attributes({ 'gen_ai.input.messages': '[{"role":"us' })), [{ role: 'user', text: '[{"role":"us' }]);
	assert.deepEqual(saidIn(attributes({ 'gen_ai.output.messages': '[{"role":"assistant"}]' })), [{ role: 'assistant', text: '{"role":"assistant"}' }]);
	assert.deepEqual(saidIn(attributes({ 'gen_ai.output.messages': 'null' })), []);
	assert.deepEqual(saidIn([]), []);
});

test('the conversation', () => {
	assert.equal(conversationOf(attributes({ 'gen_ai.conversation.id': 'c1' })), 'c1');
	assert.equal(conversationOf([]), '');
});
