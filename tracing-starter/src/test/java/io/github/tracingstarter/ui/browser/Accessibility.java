package io.github.tracingstarter.ui.browser;

import java.util.List;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of WCAG 2.2, levels A and AA, as far as axe can check them.
 */
final class Accessibility {

	private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

	private Accessibility() {
	}

	/**
	 * Fails if the displayed page violates one.
	 * @param page the page
	 */
	static void check(Page page) {
		List<String> violations = new AxeBuilder(page).withTags(RULES)
			.analyze()
			.getViolations()
			.stream()
			.map((rule) -> rule.getId() + ": " + rule.getHelp() + " "
					+ rule.getNodes().stream().map((node) -> node.getHtml()).limit(3).toList())
			.toList();
		assertThat(violations).as(page.url()).isEmpty();
	}

}
