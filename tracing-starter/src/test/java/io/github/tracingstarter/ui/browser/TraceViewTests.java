package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The views of one trace, and of two.
 */
class TraceViewTests extends BrowsedShop {

	/**
	 * Elements that cannot be clicked, because they are out of sight or behind another.
	 */
	private static final String OUT_OF_REACH = """
			(selector) => [...document.querySelectorAll(selector)].filter((it) => it.getClientRects().length).filter((it) => {
				const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
				const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
				return width < 8 || height < 8 || left < 0 || right > innerWidth || top < 0 || bottom > innerHeight || !(it.contains(hit) || hit?.contains(it));
			}).map((it) => it.textContent.trim() || it.title)""";

	private static final String OVERLAPS = """
			() => {
				const boxes = [...document.querySelectorAll('.flame > button')].map((it) => it.getBoundingClientRect());
				return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
			}""";

	@Test
	void whatRunsAtTheSameTimeHasLanesInTheFlameView() {
		new OtlpTraces().span(1, 1, 0, "GET /parallel", 0, 100_000, "http.route", "/parallel")
			.span(1, 2, 1, "call a", 10_000, 80_000)
			.span(1, 3, 2, "call a1", 20_000, 60_000)
			.span(1, 4, 1, "call b", 20_000, 60_000)
			.span(1, 5, 1, "call c", 30_000, 65_000)
			.span(1, 6, 5, "call c1", 40_000, 10_000)
			.span(1, 7, 5, "call c2", 60_000, 10_000)
			.send(this.port);
		row("/parallel").click();
		assertThat(spans()).hasCount(7);
		this.page.keyboard().press("f");
		assertThat(this.page.locator(".flame > button")).hasCount(7);
		assertThat(this.page.evaluate(OVERLAPS)).isEqualTo(0);
		this.page.locator(".flame > button", new Page.LocatorOptions().setHasText("call b")).click();
		assertThat(this.page.locator(".pane h2")).containsText("call b");
		this.page.locator(".flame").focus();
		this.page.keyboard().press("j");
		assertThat(this.page.locator(".pane h2")).containsText("call c");
		inEveryLook("flame", this.page.url().substring(this.page.url().indexOf('#')), (page) -> {
			assertThat(page.locator(".wf-row[id]").first()).isVisible();
			page.keyboard().press("f");
			assertThat(page.locator(".flame > button")).hasCount(7);
		});
	}

	@Test
	void callOfALanguageModelIsADialogue() {
		String[] said = { "gen_ai.operation.name", "chat", "gen_ai.provider.name", "openai", "gen_ai.request.model",
				"gpt", "gen_ai.response.model", "gpt-2026", "gen_ai.usage.input_tokens", "21",
				"gen_ai.usage.output_tokens", "9", "gen_ai.response.finish_reasons", "stop", "gen_ai.conversation.id",
				"conversation-1", "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"Be short.\"}]",
				"gen_ai.input.messages",
				"""
						[{"role":"user","parts":[{"type":"text","content":"Paris? <img src=x onerror=alert(1)>"}]},
						{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"weather","arguments":{"city":"Paris"}}]},
						{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":"rain, 12 degrees"}]}]""",
				"gen_ai.output.messages",
				"""
						[{"role":"assistant","parts":[{"type":"text","content":"It rains in Paris.\\nTake an umbrella."}],
						"finish_reason":"stop"}]""" };
		new OtlpTraces().span(1, 1, 0, "GET /ask", 0, 100_000, "http.route", "/ask")
			.span(1, 2, 1, "chat gpt", 10_000, 80_000, said)
			.span(2, 1, 0, "GET /again", 200_000, 100_000, "http.route", "/again")
			.span(2, 2, 1, "chat gpt", 210_000, 80_000, "gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt",
					"gen_ai.conversation.id", "conversation-1")
			.span(3, 1, 0, "GET /other", 300_000, 100_000, "http.route", "/other")
			.send(this.port);
		row("/ask").click();
		spans().nth(1).click();
		Locator pane = this.page.locator(".pane");
		assertThat(pane.locator(".said > li")).hasText(new String[] { "systemBe short.",
				"userParis? <img src=x onerror=alert(1)>", "assistantweather({\"city\":\"Paris\"})",
				"toolrain, 12 degrees", "assistantIt rains in Paris. Take an umbrella." });
		assertThat(pane).containsText("gpt → gpt-2026");
		assertThat(pane).containsText("21 in · 9 out");
		inEveryLook("dialogue", this.page.url().substring(this.page.url().indexOf('#')),
				(page) -> assertThat(page.locator(".said > li")).hasCount(5));
		pane.getByText("All turns").click();
		assertThat(rows()).hasCount(2);
		assertThat(rows().first()).containsText("/ask");
		assertThat(rows().nth(1)).containsText("/again");
		row("/again").click();
		spans().nth(1).click();
		assertThat(pane.locator(".said")).hasCount(0);
		assertThat(pane).containsText("tracing.ai.content=true");
	}

	@Test
	void manyErrorsAreOneLineThatOpens() {
		OtlpTraces trace = new OtlpTraces().span(1, 1, 0, "GET /failing", 0, 100_000, "http.route", "/failing");
		for (int i = 2; i < 32; i++) {
			trace.span(1, i, 1, "call " + i, i * 1000L, 900, "error.type", "com.example.Failure" + i);
		}
		trace.send(this.port);
		row("/failing").click();
		Locator banners = this.page.locator(".insights .banner");
		assertThat(banners).hasCount(1);
		assertThat(banners).containsText("30 errors");
		assertThat(this.page.locator(".wf-row.ring")).hasCount(0);
		banners.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show")).click();
		assertThat(this.page.locator(".wf-row.ring").first()).isVisible();
		this.page.getByLabel("All of them").focus();
		this.page.keyboard().press("Enter");
		assertThat(this.page.locator(".group-body .banner")).hasCount(30);
		assertThat(this.page.locator(".group-body")).containsText("Failure31");
		Accessibility.check(this.page);
		this.page.getByLabel("All of them").click();
		assertThat(banners).hasCount(1);
		this.reader.screenshot("many-errors");
	}

	@Test
	void nothingOfATraceIsOutOfReachInANarrowWindow() {
		new OtlpTraces()
			.span(1, 1, 0, "GET /a/rather/{long}/route/of/an/{application}/with/many/{parts}", 0, 100_000,
					"http.request.method", "GET", "http.route",
					"/a/rather/{long}/route/of/an/{application}/with/many/{parts}", "url.path",
					"/a/rather/1234567/route/of/an/something/with/many/pieces", "error.type",
					"com.example.AnExceptionWithARatherLongName")
			.span(1, 2, 1, "call", 10_000, 80_000)
			.send(this.port);
		row("/a/rather").click();
		assertThat(spans()).hasCount(2);
		spans().nth(1).click();
		String hash = this.page.url().substring(this.page.url().indexOf('#'));
		for (int width : new int[] { 1440, 1280, 1024, 930 }) {
			try (Reader other = window(ColorScheme.LIGHT, width, 700)) {
				Page page = other.open(hash);
				assertThat(page.locator(".pane")).isVisible();
				for (String view : List.of("Flame", "Statistics", "Tree", "Flame")) {
					page.getByRole(AriaRole.BUTTON, named(view)).click();
					assertThat((List<?>) page.evaluate(OUT_OF_REACH,
							".trace-head :is(h1, .badge, .btn), .trace-tools :is(button, .field)"))
						.as("%s at %d", view, width)
						.isEmpty();
				}
				assertThat(page.locator("h1")).containsText("/pieces");
				assertThat((Boolean) page.evaluate(
						"() => { const h1 = document.querySelector('h1'); return h1.scrollWidth <= h1.clientWidth || h1.clientWidth > 500; }"))
					.as("the path at %d", width)
					.isTrue();
			}
		}
		inEveryLook("trace-open", hash, (page) -> assertThat(page.locator(".pane")).isVisible());
	}

	@Test
	void theSpansOfATraceAreSummedUp() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		this.page.getByRole(AriaRole.BUTTON, named("Statistics")).click();
		Locator orders = this.page.locator(".sums tbody tr", new Page.LocatorOptions().setHasText("SELECT orders"));
		assertThat(orders.locator("td").nth(1)).hasText("12");
		assertThat(orders.locator("td").nth(4)).containsText("%");
		Locator names = this.page.locator(".sums th").first();
		assertThat(names).not().hasAttribute("aria-sort", Pattern.compile(".*"));
		names.locator("button").focus();
		this.page.keyboard().press("Enter");
		assertThat(names).hasAttribute("aria-sort", "ascending");
		this.page.keyboard().press("Enter");
		assertThat(names).hasAttribute("aria-sort", "descending");
		orders.locator(".link").click();
		assertThat(this.page.locator(".pane h2")).containsText("SELECT orders");
		inEveryLook("statistics", this.page.url().substring(this.page.url().indexOf('#')), (page) -> {
			page.getByRole(AriaRole.BUTTON, named("Statistics")).click();
			assertThat(page.locator(".sums tbody tr").first()).isVisible();
		});
	}

	@Test
	void aPartOfTheTimeIsChosenByKeyboard() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		assertThat(spans().first()).isVisible();
		this.page.locator(".minimap canvas").focus();
		this.page.keyboard().press("ArrowRight");
		this.page.keyboard().press("Shift+ArrowRight");
		assertThat(this.page.locator(".minimap .marquee")).isVisible();
		assertThat(this.page.locator("#announcer")).hasText(Pattern.compile(".+ to .+"));
		this.page.keyboard().press("Escape");
		assertThat(this.page.locator(".minimap .marquee")).isHidden();
		assertThat(spans().first()).isVisible();
		this.page.keyboard().press("ArrowRight");
		this.page.keyboard().press("Enter");
		assertThat(this.page.getByText("Reset zoom")).isVisible();
	}

	@Test
	void twoTracesAreCompared() {
		this.http.get("/customers/orders");
		this.http.get("/customers/orders");
		this.http.get("/hello");
		assertThat(rows()).hasCount(3);
		row("/customers/orders").first().click();
		this.page.getByText("Compare", new Page.GetByTextOptions().setExact(true)).click();
		this.page.getByText("with the median of its route").click();
		assertThat(this.page.locator(".sides")).containsText("the median of 1 other trace of this route");
		Locator orders = this.page.locator(".calls tbody tr", new Page.LocatorOptions().setHasText("SELECT orders"));
		assertThat(orders.locator("td").nth(1)).containsText("12 ×");
		assertThat(orders.locator("td").nth(2)).containsText("12 ×");
		this.page.keyboard().press("Escape");
		this.page.getByText("Compare", new Page.GetByTextOptions().setExact(true)).click();
		this.page.getByText("with another trace").click();
		assertThat(this.page.locator(".notice")).containsText("Compare GET /customers/orders");
		row("/hello").click();
		assertThat(this.page).hasURL(Pattern.compile(".*#/compare/[0-9a-f]{32}/[0-9a-f]{32}"));
		assertThat(orders).containsText("gone");
		this.page.getByRole(AriaRole.BUTTON, named("Only differences")).click();
		assertThat(orders).hasCount(1);
		inEveryLook("compare", this.page.url().substring(this.page.url().indexOf('#')),
				(page) -> assertThat(page.locator(".calls tbody tr").first()).isVisible());
		orders.locator("a").first().click();
		assertThat(this.page.locator(".pane h2")).containsText("SELECT orders");
		this.reader.open("#/traces");
		assertThat(this.page.locator(".notice .banner")).hasCount(0);
	}

	@Test
	void aTraceIsCopiedAsMarkdown() {
		this.http.get("/checkout");
		row("/checkout").click();
		this.page.getByRole(AriaRole.BUTTON, named("Copy as Markdown")).click();
		assertThat(this.page.locator("#toasts")).hasText("Copied Markdown");
		String text = (String) this.page.evaluate("navigator.clipboard.readText()");
		assertThat(text).startsWith("# Trace of `GET /checkout`\n")
			.contains("IllegalStateException", "cannot check out", "Shop.java:")
			.doesNotContain("<", "/src/test/java");
		this.http.get("/customers/orders");
		this.reader.open("#/traces");
		row("/customers/orders").click();
		this.page.getByRole(AriaRole.BUTTON, named("Copy as Markdown")).click();
		// The toast may still be that of the first one.
		this.page.waitForFunction(
				"async () => (await navigator.clipboard.readText()).startsWith('# Trace of `GET /customers/orders`\\n')");
		assertThat((String) this.page.evaluate("navigator.clipboard.readText()")).contains("N+1", "select",
				"Shop.java:");
	}

	@Test
	void fiveThousandSpansAreComparedAndSummedUp() {
		for (int number = 1; number <= 2; number++) {
			OtlpTraces trace = new OtlpTraces().span(number, 1, 0, "GET /report", 0, 5_000_000, "http.route",
					"/report");
			for (int i = 2; i <= 5000; i++) {
				trace.span(number, i, 1, "call " + i % 700, i * 900L, 800);
			}
			trace.send(this.port);
		}
		assertThat(row("/report")).hasCount(2);
		this.reader.measureOpening("5,000 spans with as many: from choosing to compare to the table, ms",
				"#/compare/%s/%s".formatted(OtlpTraces.traceId(1), OtlpTraces.traceId(2)), ".calls tbody tr");
		assertThat(this.page.locator(".calls tbody tr")).hasCount(701);
		assertThat(this.page.getByText("No call differs")).isVisible();
	}

}
