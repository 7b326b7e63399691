import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorLink, editors, isSafeLink } from '../../main/resources/META-INF/tracing-ui/editors.js';

const place = { function: 'com.acme.Orders.find', file: 'Orders.java', line: 63 };
const path = '/home/ann/my shop/src/main/java/com/acme/Orders.java';

test('each editor has its own link', () => {
	assert.equal(editorLink('idea', { ...place, path }), 'http://localhost:63342/api/file?file=%2Fhome%2Fann%2Fmy%20shop%2Fsrc%2Fmain%2Fjava%2Fcom%2Facme%2FOrders.java&line=63');
	assert.equal(editorLink('idea', place), 'http://localhost:63342/api/file/com/acme/Orders.java:63');
	assert.equal(editorLink('vscode', { ...place, path }), 'vscode://file/home/ann/my%20shop/src/main/java/com/acme/Orders.java:63');
	assert.equal(editorLink('vscode', { ...place, path: 'C:/shop/Orders.java' }), 'vscode://file/C:/shop/Orders.java:63');
	assert.equal(editorLink('idea', { function: 'com.acme.Orders.find', file: 'Orders.java' }), 'http://localhost:63342/api/file/com/acme/Orders.java:1');
});

test('where no link works there is none', () => {
	assert.equal(editorLink('vscode', place), '');
	assert.equal(editorLink('eclipse', { ...place, path }), '');
	assert.equal(editorLink('none', { ...place, path }), '');
	assert.equal(editorLink('idea', { function: 'com.acme.Orders.find' }), '');
	assert.equal(editorLink('idea', { function: 'find', file: 'Orders.java' }), '');
	assert.equal(editorLink('constructor', { ...place, path }), '');
});

test('a link stays what it is whatever the names in it are', () => {
	for (const evil of ['javascript:alert(1)', '"><img src=x>', '../../etc', 'a?b#c', '\\\\host\\share']) {
		for (const editor of Object.keys(editors)) {
			const url = editorLink(editor, { function: `${evil}.b.c`, file: evil, line: evil, path: evil });
			assert.ok(url === '' || isSafeLink(url), url);
			assert.doesNotMatch(url, /javascript:|[<>"]|#/);
		}
	}
});

test('only some schemes are links', () => {
	for (const url of ['https://jaeger.example/', 'http://localhost:16686', 'vscode://file/a.java:1']) assert.ok(isSafeLink(url), url);
	for (const url of ['javascript:alert(1)', ' https://a', 'JavaScript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', '//host', 'http:host', undefined, null, 5]) {
		assert.ok(!isSafeLink(url), String(url));
	}
});
