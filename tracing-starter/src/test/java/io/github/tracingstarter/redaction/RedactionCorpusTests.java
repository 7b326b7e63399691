package io.github.tracingstarter.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.tracingstarter.redaction.RedactionProperties.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many of a collection of texts are redacted correctly: those with secrets, of which
 * a certain text must remain, and ordinary ones, which must not change.
 */
class RedactionCorpusTests {

	/**
	 * Joins the parts of a text, which are separated so that other programs do not find
	 * it.
	 */
	private static final String SPLIT = "¦";

	/**
	 * The number of secrets, at the end of their kinds, that nothing around them reveals.
	 */
	private static final int MISSED = 8;

	private static final int WRONGLY_HIDDEN = 1;

	private final SecretScanner scanner = new SecretScanner(EnumSet.allOf(Pattern.class));

	@Test
	void secretsAreHiddenAndWhatIsAroundThemIsKept() throws IOException {
		List<String[]> texts = texts("secrets.txt");
		assertThat(texts).hasSizeGreaterThan(200);
		Rates rates = new Rates("hidden");
		for (String[] text : texts) {
			rates.add(text[0], text[1], text[2]);
		}
		rates.print();
		assertThat(rates.failures).hasSizeLessThanOrEqualTo(MISSED);
	}

	@Test
	void ordinaryTextsStayAsTheyAre() throws IOException {
		List<String[]> texts = texts("ordinary.txt");
		assertThat(texts).hasSizeGreaterThan(200);
		Rates rates = new Rates("kept");
		for (String[] text : texts) {
			rates.add(text[0], text[1], text[1]);
		}
		rates.print();
		assertThat(rates.failures).hasSizeLessThanOrEqualTo(WRONGLY_HIDDEN);
	}

	/**
	 * Both the thread of a request and the stage read the same text.
	 */
	@Test
	void whatIsHiddenStaysAsItIs() throws IOException {
		for (String[] text : texts("secrets.txt")) {
			String once = this.scanner.redact(text[1]);
			assertThat(this.scanner.redact(once)).isEqualTo(once);
		}
	}

	@Test
	void aPatternThatIsOffFindsNothing() throws IOException {
		SecretScanner off = new SecretScanner(EnumSet.noneOf(Pattern.class));
		for (String[] text : texts("secrets.txt")) {
			assertThat(off.redact(text[1])).isSameAs(text[1]);
		}
	}

	@Test
	void aPatternAloneFindsWhatItIsFor() throws IOException {
		List<String> missed = new ArrayList<>();
		for (String[] text : texts("secrets.txt")) {
			Pattern pattern = Pattern.valueOf(text[0].toUpperCase(Locale.ROOT).replace('-', '_'));
			if (new SecretScanner(EnumSet.of(pattern)).redact(text[1]).equals(text[1])) {
				missed.add(text[1]);
			}
		}
		assertThat(missed).hasSizeLessThanOrEqualTo(MISSED);
	}

	private static List<String[]> texts(String name) throws IOException {
		try (InputStream resource = Objects.requireNonNull(RedactionCorpusTests.class.getResourceAsStream(name))) {
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.startsWith("#"))
				.map((line) -> line.replace(SPLIT, "").translateEscapes().split("\t"))
				.toList();
		}
	}

	private final class Rates {

		private final Map<String, int[]> byKind = new TreeMap<>();

		private final List<String> failures = new ArrayList<>();

		private final String outcome;

		Rates(String outcome) {
			this.outcome = outcome;
		}

		void add(String kind, String text, String expected) {
			String redacted = RedactionCorpusTests.this.scanner.redact(text);
			int[] counts = this.byKind.computeIfAbsent(kind, (any) -> new int[2]);
			counts[0]++;
			if (redacted.equals(expected)) {
				counts[1]++;
			}
			else {
				this.failures.add("%s: %s -> %s".formatted(kind, text, redacted));
			}
		}

		void print() {
			this.byKind.forEach((kind, counts) -> System.out.printf("%-16s %3d of %3d texts %s%n", kind, counts[1],
					counts[0], this.outcome));
		}

	}

}
