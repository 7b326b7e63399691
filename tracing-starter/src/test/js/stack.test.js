import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exceptionText, foldFrames, isOwnLine } from '../../main/resources/META-INF/tracing-ui/stack.js';

const frameworks = readFileSync(new URL('../../main/java/io/github/tracingstarter/instrument/Frameworks.java', import.meta.url), 'utf8');
const prefixes = [...frameworks.slice(frameworks.indexOf('List.of('), frameworks.indexOf(');')).matchAll(/"([\w.]+\.)"/g)].map((it) => it[1]);

test('no frame of a framework is taken for the application', () => {
	assert.ok(prefixes.length > 20);
	for (const prefix of [...prefixes, 'app//org.h2.', 'java.base/java.util.']) {
		assert.equal(isOwnLine(`\tat ${prefix}Some.method(Some.java:7) ~[some.jar:1]`), false, prefix);
		assert.equal(isOwnLine(`\tat ${prefix}Some.method(Some.java:7)`, ['com.example']), false, prefix);
	}
});

test('frames of the application, and what is no frame, are its own', () => {
	for (const line of ['\tat com.example.Shop.order(Shop.java:12)', 'Caused by: java.lang.IllegalStateException: no', 'org.h2.jdbc.JdbcSQLException: at org.h2.Driver']) {
		assert.equal(isOwnLine(line), true, line);
	}
	assert.equal(isOwnLine('\tat org.acme.Thing.run(Thing.java:1)'), true);
	assert.equal(isOwnLine('\tat org.acme.Thing.run(Thing.java:1)', ['com.example']), false);
	assert.equal(isOwnLine('\tat org.apache.acme.Thing.run(Thing.java:1)', ['org.apache.acme']), true);
	assert.equal(isOwnLine('\tat com.examples.Other.run(Other.java:1)', ['com.example']), false);
	assert.equal(isOwnLine('\tat com.example.Shop$$SpringCGLIB$$0.order(<generated>)', ['com.example']), false);
	assert.equal(isOwnLine('\t... 55 more'), false);
});

test('frames of frameworks are folded between those of the application', () => {
	const [own, other] = [{ app: true }, { app: false }];
	assert.deepEqual(foldFrames([other, other, own, own, other]), [[other, other], own, own, [other]]);
});

test('an exception is printed as Java prints it', () => {
	assert.equal(exceptionText({ type: 'A', message: 'm', frames: [{ text: 'x.Y.z(Y.java:1)' }], causes: [{ type: 'B', frames: [] }] }), 'A: m\n\tat x.Y.z(Y.java:1)\nCaused by: B');
});
