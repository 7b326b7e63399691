import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../main/resources/META-INF/tracing-ui/', import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');
const modules = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'theme.js');
const htmlPage = readFileSync(new URL('../../main/java/io/github/tracingstarter/ui/exchange/HtmlPage.java', import.meta.url), 'utf8');
const exported = [.../MODULES = List\.of\(([^;]*)\)/.exec(htmlPage)[1].matchAll(/"([\w.-]+)"/g)].map((it) => it[1]);
const importsOf = (name) => [...read(name).matchAll(/^import \{ ([^}]*) \} from '\.\/([\w-]+\.js)';/gm)].map((it) => ({ names: it[1].split(/,\s*/), from: it[2] }));

test('what a module imports is exported there, and used', () => {
	for (const name of modules) {
		for (const { names, from } of importsOf(name)) {
			if (from === 'lit-html.js') continue;
			for (const it of names) {
				assert.match(read(from), new RegExp(`^export (async )?(function|const|class) ${it}\\b`, 'm'), `${name} imports ${it} from ${from}`);
				assert.ok(read(name).split(new RegExp(`\\b${it}\\b`)).length > 2, `${name} imports ${it} and does not use it`);
			}
		}
	}
});

test('the modules of the HTML file are complete, and in an order in which each knows what it imports', () => {
	exported.forEach((name, index) => {
		for (const { from } of importsOf(name)) assert.ok(from === 'lit-html.js' || exported.indexOf(from) >= 0 && exported.indexOf(from) < index, `${name} imports ${from}`);
	});
});

test('a name is declared in only one module of the HTML file', () => {
	const declared = new Map();
	for (const name of exported) {
		for (const [, it] of read(name).matchAll(/^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm)) {
			assert.ok(!declared.has(it), `${it} is in ${declared.get(it)} and ${name}`);
			declared.set(it, name);
		}
	}
	assert.ok(declared.size > 50);
});

test('nothing makes markup of a string', () => {
	for (const name of modules) assert.doesNotMatch(read(name), /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write|\beval\(/, name);
});

test('a function, with those inside of it, is no longer than can be read', () => {
	for (const name of modules) {
		let start = 0;
		read(name).split('\n').forEach((line, index) => {
			if (/^(export )?(async )?function /.test(line)) start = index;
			if (line === '}') assert.ok(index - start < 150, `${name}:${start + 1} has ${index - start + 1} lines`);
		});
	}
});
