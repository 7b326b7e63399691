package io.github.tracingstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents are connected: their links lead to files and headings that exist.
 */
class DocumentsTests {

	private static final Path ROOT = ConfigurationMetadata.classes().resolve("../../..").normalize();

	/** The beginning of links from outside the repository. */
	private static final String MAIN = "https://github.com/tracingstarter/tracing-starter/blob/main/";

	private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^[ \\t]*```.*?^[ \\t]*```");

	private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");

	private static final Pattern LINK = Pattern.compile("(?<=]\\()[^)\\s]+(?=\\))|(?<=<img src=\")[^\"]+(?=\")");

	private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

	static List<Path> documents() throws IOException {
		List<Path> documents = new ArrayList<>();
		for (String folder : List.of("", "docs", ".github", ".github/ISSUE_TEMPLATE")) {
			try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
				documents.addAll(files.filter((file) -> file.toString().matches(".*\\.(md|yml)")).toList());
			}
		}
		return documents.stream().map(ROOT::relativize).sorted().toList();
	}

	@Test
	void allAreFound() throws IOException {
		assertThat(documents()).contains(Path.of("README.md"), Path.of("docs/README.md"), Path.of("docs/design.md"),
				Path.of(".github/ISSUE_TEMPLATE/bug.yml"));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyLinkLeadsSomewhere(Path document) throws IOException {
		Path file = ROOT.resolve(document);
		assertThat(links(text(file)).stream().filter((link) -> !leadsSomewhere(file, link))).isEmpty();
	}

	/**
	 * A reader who starts at the index finds all documents.
	 */
	@Test
	void theIndexHasEveryDocument() throws IOException {
		List<String> links = links(text(ROOT.resolve("docs/README.md")));
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			assertThat(files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".md") && !name.equals("README.md"))).isNotEmpty().isSubsetOf(links);
		}
	}

	@Test
	void thePageThatOneReadsFirstIsShort() throws IOException {
		assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(150);
	}

	@Test
	void headingsAreLinkedAsGitHubDoes() {
		assertThat(anchors("# What's `a.b-c` & d?\n## Twice\n## Twice\n```\n# no heading\n```\n"))
			.containsExactlyInAnyOrder("whats-ab-c--d", "twice", "twice-1");
	}

	private static boolean leadsSomewhere(Path document, String link) {
		if (link.startsWith(MAIN)) {
			return leadsSomewhere(ROOT.resolve("README.md"), link.substring(MAIN.length()));
		}
		if (link.matches("[a-z]+:.*")) {
			return true;
		}
		int hash = link.indexOf('#');
		String path = (hash < 0) ? link : link.substring(0, hash);
		Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
		return Files.exists(target) && (hash < 0 || anchors(text(target)).contains(link.substring(hash + 1)));
	}

	private static List<String> links(String text) {
		String prose = CODE.matcher(CODE_BLOCK.matcher(text).replaceAll("")).replaceAll("x");
		return LINK.matcher(prose).results().map(MatchResult::group).toList();
	}

	/**
	 * Returns the anchors of the headings: in lower case, without punctuation, with
	 * dashes for spaces, and numbered if a heading is repeated.
	 */
	private static Set<String> anchors(String text) {
		Map<String, Integer> seen = new HashMap<>();
		Set<String> anchors = new LinkedHashSet<>();
		HEADING.matcher(CODE_BLOCK.matcher(text).replaceAll("")).results().forEach((heading) -> {
			String anchor = heading.group(1)
				.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
				.replace(' ', '-');
			int count = seen.merge(anchor, 1, Integer::sum) - 1;
			anchors.add((count == 0) ? anchor : anchor + "-" + count);
		});
		return anchors;
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
