import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatDateTime, formatDifference, formatDuration, formatPercent, formatTime, formatZone, isToday, logScale, plural, shortType } from '../../main/resources/META-INF/tracing-ui/format.js';

const micros = (...parts) => new Date(...parts).getTime() * 1000;

test('a duration has a unit and few digits', () => {
	const written = { 0: '0 µs', 1.25: '1.3 µs', 999: '999 µs', 1000: '1.0 ms', 12_345: '12 ms', 999_600: '1.00 s', 1_500_000: '1.50 s', 12_300_000: '12.3 s', 61_000_000: '1 min 1 s' };
	for (const [us, text] of Object.entries(written)) assert.equal(formatDuration(Number(us)), text);
	assert.equal(formatDuration(NaN), '–');
	assert.equal(formatDifference(-2500), '−2.5 ms');
	assert.equal(formatDifference(30), '+30 µs');
});

test('the date is told unless it is today', () => {
	const now = new Date(2026, 10, 29, 0, 0, 5).getTime();
	assert.equal(formatTime(micros(2026, 10, 29, 0, 0, 1, 42), true, now), '00:00:01.042');
	assert.equal(formatTime(micros(2026, 10, 28, 23, 59, 59), false, now), '28 Nov 23:59:59');
	assert.equal(formatTime(micros(2026, 10, 30, 0, 0, 0), false, now), '30 Nov 00:00:00');
	assert.equal(formatTime(micros(1970, 0, 2, 3, 4, 5), false, now), '2 Jan 1970 03:04:05');
	assert.equal(formatTime(micros(2025, 10, 29, 3, 4, 5), false, now), '29 Nov 2025 03:04:05');
	assert.ok(isToday(micros(2026, 10, 29, 23, 59), now));
});

test('date and time tell the time zone', () => {
	assert.match(formatZone(micros(2026, 0, 1)), /^UTC([+−-]\d+(:\d\d)?)?$/);
	assert.equal(formatDateTime(micros(2026, 10, 9, 3, 4, 5, 6)), `9 Nov 2026, 03:04:05.006 ${formatZone(micros(2026, 10, 9))}`);
});

test('amounts', () => {
	assert.equal(formatBytes(2048), '2 KB');
	assert.equal(formatBytes(32 * 1024 * 1024), '32 MB');
	assert.equal(formatPercent(0.005), '0.5 %');
	assert.equal(formatPercent(1), '100 %');
	assert.equal(plural(1, 'query', 'queries'), '1 query');
	assert.equal(plural(1200, 'span'), '1,200 spans');
	assert.equal(shortType('java.lang.IllegalStateException'), 'IllegalStateException');
	assert.equal(shortType('com.example.Outer$Inner'), 'Inner');
	assert.equal(logScale(10, 1000)(100), 0.5);
	assert.equal(logScale(10, 1000)(1), 0);
});
