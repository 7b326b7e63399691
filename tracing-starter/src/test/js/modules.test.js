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

/** The first line and the number of lines of each function at the top level. */
function functionsOf(text) {
	const found = [];
	let start = 0;
	text.split('\n').forEach((line, index) => {
		if (/^(export )?(async )?function |^(export )?const \w+ = .*=> \{$|^(export )?class /.test(line)) start = index;
		if (/^\}[;)]*$/.test(line)) found.push([start + 1, index - start + 1]);
	});
	return found;
}

test('a function, with those inside of it, is no longer than can be read', () => {
	const lines = (count) => `function a() {\n${'\tb();\n'.repeat(count - 2)}}\n`;
	assert.deepEqual(functionsOf(`${lines(3)}${lines(151)}`), [[1, 3], [4, 151]]);
	for (const name of modules) {
		for (const [start, count] of functionsOf(read(name))) assert.ok(count <= 150, `${name}:${start} has ${count} lines`);
	}
});

test('what is exported is imported by another module or by a test', () => {
	const tests = readdirSync(new URL('.', import.meta.url)).filter((it) => it.endsWith('.js')).map((it) => readFileSync(new URL(it, import.meta.url), 'utf8')).join('\n');
	const entries = new Set(['trace.js:showStandalone', ...[.../const pages = \{([^}]*)\}/.exec(read('app.js'))[1].matchAll(/(\w+): '(\w+)'/g)].map((it) => `${it[1]}.js:${it[2]}`)]);
	for (const name of modules.filter((it) => it !== 'lit-html.js')) {
		for (const [, it] of read(name).matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)) {
			const used = entries.has(`${name}:${it}`) || modules.some((other) => other !== name && importsOf(other).some((from) => from.from === name && from.names.includes(it)));
			assert.ok(used || new RegExp(`\\b${it}\\b`).test(tests), `${name} exports ${it}`);
		}
	}
});

test('a rule of a style sheet has its own line, and its classes are used', () => {
	const script = [...modules, 'index.html'].filter((it) => it !== 'lit-html.js').map(read).join('\n');
	for (const name of ['app.css', 'views.css']) {
		const text = read(name).replace(/\/\*[\s\S]*?\*\//g, '');
		text.split('\n').forEach((line, index) => assert.ok(line.split('{').length <= 2 && line.split('}').length <= 2, `${name}:${index + 1} ${line}`));
		const classes = new Set(text.split('\n').map((line) => line.split('{')[0]).filter((line) => !/^\s*[\w-]+:[^:{]*;/.test(line)).flatMap((line) => [...line.matchAll(/\.([a-z][\w-]*)/g)].map((it) => it[1])));
		for (const it of classes) {
			const stem = it.replace(/^(c|call|box)-.*/, '$1-');
			assert.ok(new RegExp(`[\\s"'\`.}$|]${stem}${stem === it ? '(?![\\w-])' : ''}`).test(script), `${name}: .${it} is not used`);
		}
	}
});
