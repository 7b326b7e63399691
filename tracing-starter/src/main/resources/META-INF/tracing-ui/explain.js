import { html } from './lit-html.js';
import { button, copyButton } from './core.js';

/** Asks for the plans of statements, and remembers the answers while the trace is open. */
export function createPlans(app, traceId, redraw) {
	const answers = new Map();

	async function ask(span) {
		answers.set(span.spanId, { asked: true });
		redraw();
		const { status, body } = await app.api.post(`/traces/${traceId}/spans/${span.spanId}/explain`);
		const answer = status === 200 ? body : { remark: body?.error ?? 'The application does not answer.' };
		answers.set(span.spanId, answer);
		app.announce(answer.plan ? 'The plan is shown.' : answer.remark);
		redraw();
	}

	return {
		/** The button, if the statement of a span can be explained, which is not the case in a file or a read-only page. */
		button(span) {
			if (app.standalone || app.meta?.readOnly) return '';
			return button('Explain', () => ask(span), { kind: 'ghost small', disabled: Boolean(answers.get(span.spanId)?.asked), title: 'Ask the database how it runs this SELECT. It is not run.' });
		},
		answer(span) {
			const { plan, remark } = answers.get(span.spanId) ?? {};
			if (!plan) return remark ? html`<p class="plan-remark">${remark}</p>` : '';
			return html`<div class="plan"><header><h4>Plan</h4>${copyButton(plan, 'plan', app)}</header>
				<div class="code">${plan.split(/(\/\*[\s\S]*?\*\/)/).map(planPart)}</div><p class="plan-remark">${remark}</p></div>`;
		},
	};
}

/** In H2's plan, the comments are the important part; others have none. */
function planPart(text) {
	return text.startsWith('/*') ? html`<span class="app">${text}</span>` : text;
}
