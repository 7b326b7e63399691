import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sqlParts } from '../../main/resources/META-INF/tracing-ui/sql.js';

const laidOut = (sql) => sqlParts(sql).map((it) => it.text).join('');

test('each clause has a line', () => {
	assert.equal(laidOut('select a, b from t left outer join u on u.id = t.id where a = ? and b between ? and ? order by a'),
		'select a, b\nfrom t\nleft outer join u on u.id = t.id\nwhere a = ?\n  and b between ? and ?\norder by a');
	assert.equal(laidOut('delete from t where id in (select id from u where x = 1)'), 'delete from t\nwhere id in (select id from u where x = 1)');
	assert.equal(laidOut('select 1 for update'), 'select 1\nfor update');
});

test('kinds of parts', () => {
	const kinds = Object.fromEntries(sqlParts("SELECT 'a''b', 42, ?, col /* note */").filter((it) => it.kind).map((it) => [it.text, it.kind]));
	assert.deepEqual(kinds, { SELECT: 'kw', "'a''b'": 'str', 42: 'lit', '?': 'lit', '/* note */': 'dim' });
});

test('nothing of the text is lost', () => {
	const sql = "with x as (select \"A b\", `c` from ünï) -- end\nselect * from x where s = 'it''s' and p = $1";
	assert.equal(laidOut(sql).replace(/\s/g, ''), sql.replace(/\s/g, ''));
});
