import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bars, latencyText, minuteAt, minuteText, ratesText } from '../../main/resources/META-INF/tracing-ui/spark.js';

const rates = { counts: [0, 1200, 3], failures: [0, 7, 0], p95sUs: [0, 42_000, 1500], count: 1203, failed: 7 };

test('the last minute is at the right, and a minute without requests has no bar', () => {
	assert.equal(bars([0, 2, 4], 4), 'M58.5 20v-10.0M59.5 20v-20.0');
	assert.equal(bars(Array(60).fill(1), 1).split('M').length, 61);
	assert.equal(bars(Array(60).fill(1), 1).slice(0, 12), 'M0.5 20v-20.');
	assert.equal(bars([0, 0], 1), '');
	assert.equal(bars([], 1), '');
});

test('one request among many is seen', () => {
	assert.equal(bars([1, 10_000], 10_000), 'M58.5 20v-1.0M59.5 20v-20.0');
});

test('a place is a minute', () => {
	assert.equal(minuteAt(0.999, rates), 2);
	assert.equal(minuteAt(1, rates), 2);
	assert.equal(minuteAt(58.5 / 60, rates), 1);
	assert.ok(minuteAt(0.5, rates) < 0);
	assert.equal(minuteAt(0, { counts: Array(60).fill(0) }), 0);
});

test('a minute is told with what happened in it', () => {
	const now = new Date(2026, 10, 29, 11, 20, 31).getTime() * 1000;
	const time = (minute) => new RegExp(`${minute}:00 · `);
	assert.match(minuteText(rates, 1, now), time('11:19'));
	assert.match(minuteText(rates, 1, now), /1,200 requests · 7 failed · p95 42 ms$/);
	assert.match(minuteText(rates, 2, now), time('11:20'));
	assert.match(minuteText(rates, 2, now), /3 requests · p95 1\.5 ms$/);
	assert.match(minuteText(rates, 0, now), /11:18:00 · 0 requests$/);
});

test('the values are told to those who do not see them', () => {
	assert.equal(ratesText(rates), 'Requests in each of 3 minutes: 1,203, at most 1,200, 3 in this one; 7 failed');
	assert.equal(latencyText(rates), '95th percentile of the duration in each of 3 minutes: 1.5 ms to 42 ms, 1.5 ms in the last with requests');
	assert.equal(latencyText({ counts: [1], p95sUs: [0] }), '95th percentile of the duration in each of 1 minute: not known');
});
