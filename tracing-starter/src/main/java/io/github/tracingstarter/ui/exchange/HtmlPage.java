package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.springframework.boot.json.JsonWriter;

/**
 * A trace as one HTML file that opens without a server. It is created from the page's own
 * modules, which are concatenated into one script. The trace is data rather than script
 * in the file, and a policy allows only that script to run and nothing to be loaded.
 */
final class HtmlPage {

	/** In an order in which each module comes after its imports. */
	private static final List<String> MODULES = List.of("format.js", "spans.js", "statistics.js", "sql.js", "stack.js",
			"said.js", "findings.js", "editors.js", "core.js", "query.js", "lines.js", "minimap.js", "flame.js",
			"tree.js", "sums.js", "waterfall.js", "pane.js", "explain.js", "banners.js", "trace.js");

	private static final Pattern IMPORT = Pattern.compile("^import \\{[^}]*} from '\\./[a-z-]+\\.js';[ \\t]*\\R?",
			Pattern.MULTILINE);

	private static final Pattern EXPORT = Pattern.compile("^export (?=(async )?function|const |class )",
			Pattern.MULTILINE);

	private static final Pattern LEFT_OVER = Pattern.compile("^(import|export)\\b.*$", Pattern.MULTILINE);

	private static final Pattern SCRIPT_END = Pattern.compile("<(?=/script|!--)", Pattern.CASE_INSENSITIVE);

	private static final Pattern STYLE_END = Pattern.compile("<(?=/style)", Pattern.CASE_INSENSITIVE);

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final Function<String, String> assets;

	/**
	 * Creates a writer of pages.
	 * @param assets the page's files by name
	 */
	HtmlPage(Function<String, String> assets) {
		this.assets = assets;
	}

	String write(String title, Map<String, Object> trace, Map<String, Object> meta) {
		String script = script();
		return """
				<!DOCTYPE html>
				<html lang="en">
				<head>
				<meta charset="utf-8">
				<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s' data:; \
				style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
				<meta name="viewport" content="width=device-width, initial-scale=1">
				<title>%s</title>
				<style>
				""".formatted(hash(script), text(title)) + style() + """
				</style>
				</head>
				<body>
				<main id="main"></main>
				<script type="application/json" id="trace">""" + json(trace) + """
				</script>
				<script type="application/json" id="meta">""" + json(meta) + """
				</script>
				<script type="module">""" + script + """
				</script>
				</body>
				</html>
				""";
	}

	private String script() {
		StringBuilder script = new StringBuilder("\nconst { html, svg, render, nothing } = await import('data:");
		script.append("text/javascript;base64,")
			.append(Base64.getEncoder()
				.encodeToString(this.assets.apply("lit-html.js").getBytes(StandardCharsets.UTF_8)))
			.append("');\n");
		for (String module : MODULES) {
			script.append(statements(module, this.assets.apply(module))).append('\n');
		}
		script.append("""
				const read = (id) => JSON.parse(document.getElementById(id).textContent);
				showStandalone(document.getElementById('main'), read('trace'), read('meta'));
				""");
		return script.toString();
	}

	private static String statements(String module, String source) {
		String statements = EXPORT.matcher(IMPORT.matcher(source).replaceAll("")).replaceAll("");
		if (LEFT_OVER.matcher(statements).find()) {
			throw new IllegalStateException(module + " imports or exports in a form that cannot be taken out");
		}
		// The same in a JavaScript string, but not the end of the script.
		return SCRIPT_END.matcher(statements).replaceAll("<\\\\");
	}

	private String style() {
		return STYLE_END.matcher(this.assets.apply("app.css")).replaceAll("<\\\\");
	}

	/**
	 * Writes JSON for inclusion in HTML. Characters that start markup are escaped as in
	 * JSON.
	 */
	private static String json(Map<String, Object> value) {
		return JSON.writeToString(value)
			.replace("<", "\\u003c")
			.replace("\u2028", "\\u2028")
			.replace("\u2029", "\\u2029");
	}

	private static String text(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	private static String hash(String script) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
