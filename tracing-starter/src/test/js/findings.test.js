import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupFindings } from '../../main/resources/META-INF/tracing-ui/findings.js';

const finding = (type, title, spanIds = ['s'], level = 'warn') => ({ type, level, title, text: '', spanIds });

test('a few findings stay as they are', () => {
	const few = [finding('error', 'a'), finding('error', 'b'), finding('n+1', 'c')];
	assert.equal(groupFindings(few), few);
});

test('many errors are one line that counts the spans', () => {
	const many = Array.from({ length: 10 }, (_, i) => finding('error', `e${i}`, ['x', 'y', 'z'], i ? 'warn' : 'error'));
	const [all, ...others] = groupFindings(many);
	assert.deepEqual(others, []);
	assert.equal(all.title, '30 errors');
	assert.equal(all.level, 'error');
	assert.deepEqual(all.all, many);
});

test('each kind has one line at most, whatever there is', () => {
	const kinds = ['error', 'refused', 'n+1', 'repeat', 'slow-sql', 'connection', 'incomplete', 'of a later version'];
	const all = kinds.flatMap((type) => Array.from({ length: 8 }, (_, i) => finding(type, `${type} ${i}`)));
	const lines = groupFindings(all);
	assert.deepEqual(lines.map((it) => it.type), kinds);
	assert.deepEqual(lines.flatMap((it) => it.all), all);
	assert.equal(lines[2].title, '8 N+1 queries');
});

test('one of a kind among many keeps its own line', () => {
	const lines = groupFindings([finding('error', 'a'), finding('error', 'b'), finding('error', 'c'), finding('slow-sql', 'slow')]);
	assert.deepEqual(lines.map((it) => it.title), ['3 errors', 'slow']);
});
