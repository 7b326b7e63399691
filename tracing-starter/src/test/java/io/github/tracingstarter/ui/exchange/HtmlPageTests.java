package io.github.tracingstarter.ui.exchange;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of the trace as a single HTML file.
 */
class HtmlPageTests {

	private static final Map<String, String> ASSETS = Map.of("app.css", "main { color: red }\n/* </STYLE> */",
			"lit-html.js", "export const html = 1, svg = 2, render = 3, nothing = 4;", "core.js", """
					import { html, nothing } from './lit-html.js';
					import {
						svg,
					} from './lit-html.js';

					const note = 'import { x } from nowhere; export const no = 1';
					export const formatDuration = (us) => `${us} µs`;
					export async function copyText(text) {}
					export class Store {}
					""", "query.js", "export function parseQuery(text) {\n\treturn '</script><!-- ' + text;\n}\n",
			"waterfall.js", "import { formatDuration } from './core.js';\nexport function createWaterfall() {}\n",
			"trace.js", "import { createWaterfall } from './waterfall.js';\nexport function showStandalone() {}\n");

	@Test
	void theModulesBecomeOneScript() {
		String page = new HtmlPage(HtmlPageTests::asset).write("GET /", Map.of("a", 1), Map.of());
		String script = page.substring(page.indexOf("<script type=\"module\">") + 22, page.lastIndexOf("</script>"))
			.replaceAll("\n{3,}", "\n\n");
		assertThat(script).isEqualTo("""

				const { html, svg, render, nothing } = await import('data:text/javascript;base64,\
				ZXhwb3J0IGNvbnN0IGh0bWwgPSAxLCBzdmcgPSAyLCByZW5kZXIgPSAzLCBub3RoaW5nID0gNDs=');

				const note = 'import { x } from nowhere; export const no = 1';
				const formatDuration = (us) => `${us} µs`;
				async function copyText(text) {}
				class Store {}

				function parseQuery(text) {
					return '<\\/script><\\!-- ' + text;
				}

				function createWaterfall() {}

				function showStandalone() {}

				const read = (id) => JSON.parse(document.getElementById(id).textContent);
				showStandalone(document.getElementById('main'), read('trace'), read('meta'));
				""");
		assertThat(page).contains("<\\/STYLE>").contains("script-src 'sha256-").contains("default-src 'none'");
	}

	private static String asset(String name) {
		return ASSETS.getOrDefault(name, "");
	}

	@Test
	void aNameIsNeverMarkup() {
		String page = new HtmlPage(HtmlPageTests::asset).write(Samples.HOSTILE, Map.of("name", Samples.HOSTILE),
				Map.of("app", "</script><script>alert(1)</script>"));
		assertThat(page.split("</script>", -1)).hasSize(4);
		assertThat(page).doesNotContain("<img").doesNotContain("\u2028\u2029 \\\"");
		// Not every version of Spring Boot escapes a slash.
		assertThat(page.replace("\\/", "/")).contains("<title>&lt;/script&gt;&lt;img src=x")
			.contains("\\u003c/script>\\u003cimg src=x onerror=alert(1)> \\u2028\\u2029 \\\"quoted\\\" äöü 😀 \\u0001");
	}

	@Test
	void aModuleThatCannotBeTakenApartIsNoticed() {
		Map<String, String> broken = new HashMap<>(ASSETS);
		broken.put("core.js", "export default function() {}\n");
		assertThatThrownBy(() -> new HtmlPage((name) -> broken.getOrDefault(name, "")).write("x", Map.of(), Map.of()))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageStartingWith("core.js imports or exports");
	}

}
