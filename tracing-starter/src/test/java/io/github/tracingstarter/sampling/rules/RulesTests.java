package io.github.tracingstarter.sampling.rules;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty.Start;
import io.github.tracingstarter.sampling.ConsistentProbability;
import io.github.tracingstarter.sampling.Decision;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of rules: their text, what they match, their order, their end.
 */
@ExtendWith(OutputCaptureExtension.class)
class RulesTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final Attributes GET_USER = Attributes.builder()
		.put("http.request.method", "GET")
		.put("url.path", "/app/users/7")
		.put("server.address", "shop.example")
		.put("server.port", 8080)
		.build();

	private static final Attributes QUERY = Attributes.builder()
		.put("db.system.name", "postgresql")
		.put("server.address", "db.example")
		.build();

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{path: /users/7} | true", "{path: /users/8} | false",
			"{path: '/users/{id}'} | true", "{path: /users/*} | true", "{path: /users/**} | true", "{path: /**} | true",
			"{path: /user*/7} | true", "{path: /*} | false", "{path: '/**/7'} | true", "{path: '/{*rest}'} | true",
			"{path: '/users/?'} | true", "{path: '/users/{id}/orders'} | false", "{path: /app/users/7} | false",
			"{route: '/users/{id}'} | true", "{method: get} | true", "{method: 'POST,GET'} | true",
			"{method: POST} | false", "{host: shop.example} | true", "{host: '*.example'} | true",
			"{host: example} | false", "{header: X-Test} | true", "{header: X-Test=1} | true",
			"{header: X-Test=2} | false", "{header: X-Other} | false", "{kind: server} | true",
			"{kind: client} | false", "{span-name: GET} | true", "{spanName: G*} | true", "{span-name: P*} | false",
			"{attributes: {server.port: 8080}} | true", "{attributes: {server.port: 80}} | false",
			"{attributes: {url.path: '*users*', http.request.method: GET}} | true", "{attributes: {none: '*'}} | false",
			"{remote-service: shop.example} | false", "{instrumentation: web} | true",
			"{instrumentation: jdbc} | false", "{path: /users/**, method: POST} | false" })
	void whatARuleMatches(String match, boolean matches) {
		Rules rules = rules("[%s, drop: true}]".formatted(match.substring(0, match.length() - 1)));
		assertThat(dropped(rules, SpanKind.SERVER, "GET", GET_USER)).isEqualTo(matches);
		assertThat(rules.statuses().get(0).hits()).isEqualTo(matches ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{attributes: {db.system.name: postgresql}} | true", "{remote-service: db.example} | true",
					"{remote-service: db} | false", "{kind: client} | true", "{host: db.example} | false",
					"{path: /**} | false" })
	void whatARuleMatchesOfACall(String match, boolean matches) {
		Rules rules = rules("[%s, drop: true}]".formatted(match.substring(0, match.length() - 1)));
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "SELECT", QUERY, "jdbc")).isEqualTo(matches);
	}

	@Test
	void pathOfACallIsThatOfItsUrl() {
		Rules rules = rules("[{kind: client, path: /price/*, drop: true}]");
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "GET", url("http://shop:80/price/1?a=/b"), null)).isTrue();
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "GET", url("http://shop"), null)).isFalse();
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "GET", url("none"), null)).isFalse();
	}

	@Test
	void theFirstDecidingMatchWins() {
		Rules rules = rules("""
				- {path: /users/**, debug: true}
				- {path: /users/7, keep: true}
				- {path: /users/**, drop: true}
				- {probability: 0.75}
				""");
		assertThat(decide(rules, true, "/app/users/7")).isSameAs(Decision.CHOSEN);
		assertThat(decide(rules, true, "/app/users/8")).isSameAs(Decision.DROPPED);
		assertThat(decide(rules, true, "/app/other")).isSameAs(decide(rules, true, "/app/other"))
			.hasToString(ConsistentProbability.of(0.75).decide(TRACE, TraceState.getDefault()).toString())
			.isNotSameAs(Decision.NOT_CHOSEN);
		assertThat(rules.statuses()).extracting(Rules.Status::hits).containsExactly(2L, 1L, 1L, 2L);
		assertThat(rules.statuses().get(0).lastHit()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
		assertThat(rules.debug(TRACE)).isTrue();
		assertThat(rules.debug("another")).isFalse();
	}

	@Test
	void theCallersDecisionCountsUnlessARuleOverridesIt() {
		for (String action : List.of("keep: true", "probability: 0.5", "rate: 5/s")) {
			assertThat(decide(rules("[{path: /users/**, %s}]".formatted(action)), false, "/app/users/7")).isNull();
			assertThat(decide(rules("[{path: /users/**, %s, override-parent: true}]".formatted(action)), false,
					"/app/users/7"))
				.isNotNull();
		}
		assertThat(decide(rules("[{path: /users/**, drop: true}]"), false, "/app/users/7")).isSameAs(Decision.DROPPED);
		// The first match ends the search even if the caller decides.
		assertThat(decide(rules("[{path: /users/**, keep: true}, {drop: true}]"), false, "/app/users/7")).isNull();
	}

	@Test
	void aRateIsABucketOfTokens() {
		long[] now = { 5 };
		RateLimit limit = new RateLimit(10, () -> now[0]);
		assertThat(taken(limit, 100)).isEqualTo(10);
		now[0] += Duration.ofMillis(250).toNanos();
		assertThat(taken(limit, 100)).isEqualTo(2);
		now[0] += Duration.ofHours(1).toNanos();
		assertThat(taken(limit, 100)).isEqualTo(10);
		RateLimit slow = new RateLimit(0.1, () -> now[0]);
		assertThat(taken(slow, 100)).isEqualTo(1);
		now[0] += Duration.ofSeconds(9).toNanos();
		assertThat(taken(slow, 100)).isZero();
		now[0] += Duration.ofSeconds(1).toNanos();
		assertThat(taken(slow, 100)).isEqualTo(1);
	}

	@Test
	void aRateDropsWhatIsAboveIt() {
		Rules rules = rules("[{path: /**, rate: 3/s}]");
		assertThat(IntStream.range(0, 10).filter((i) -> decide(rules, true, "/app/users/7") == Decision.CHOSEN).count())
			.isBetween(3L, 9L);
	}

	@Test
	void belowARootTheFirstDecidingMatchWins() {
		Rules rules = rules("[{attributes: {db.system.name: 'postgresql'}, keep: true}, {kind: client, drop: true}]");
		assertThat(rules.mayDropBelow(SpanKind.CLIENT)).isTrue();
		assertThat(rules.mayDropBelow(SpanKind.INTERNAL)).isFalse();
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "SELECT", QUERY, null)).isFalse();
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "GET", url("http://a/"), null)).isTrue();
	}

	@Test
	void previewSaysWhichTracesWouldNotBeRecorded() {
		Rules rules = rules("");
		Predicate<Start> preview = rules
			.preview("[{path: /users/7, drop: true}, {path: '/half', probability: 0.5}, {path: /own, probability: 0}]");
		assertThat(preview).accepts(start("/app/users/7", TRACE, true), start("/app/users/7", TRACE, false))
			.rejects(start("/app/users/8", TRACE, true));
		assertThat(preview).accepts(start("/app/half", "0".repeat(32), true))
			.rejects(start("/app/half", "f".repeat(32), true));
		assertThat(preview).accepts(start("/app/own", TRACE, true)).rejects(start("/app/own", TRACE, false));
		assertThat(rules.value()).isEmpty();
		assertThat(rules.statuses()).isEmpty();
	}

	@Test
	void theTextIsReadAsItIsWritten() {
		Rules rules = rules("""
				- title: 'All "of" it'
				  method: GET
				  path: /users/**
				  header: X-Test=1
				  kind: server
				  attributes: {http.request.method: GET, "odd[key]": a}
				  probability: 0.5
				  set: {team: 'a: b', user_agent.original_name: c}
				  remove: [url.query, "client.*"]
				  debug: true
				  override-parent: true
				  until: 2999-01-01T00:00:00Z
				""");
		String text = rules.value();
		assertThat(text).isEqualTo("[{\"title\": \"All \\\"of\\\" it\", \"method\": \"GET\", \"path\": \"/users/**\", "
				+ "\"header\": \"X-Test=1\", \"kind\": \"server\", "
				+ "\"attributes\": {\"http.request.method\": \"GET\", \"odd[key]\": \"a\"}, \"probability\": 0.5, "
				+ "\"set\": {\"team\": \"a: b\", \"user_agent.original_name\": \"c\"}, "
				+ "\"remove\": [\"url.query\", \"client.*\"], \"debug\": true, \"override-parent\": true, "
				+ "\"until\": \"2999-01-01T00:00:00Z\"}]");
		rules.change(text);
		assertThat(rules.value()).isEqualTo(text);
		assertThat(rules.statuses()).singleElement()
			.returns("All \"of\" it", Rules.Status::title)
			.returns(Instant.parse("2999-01-01T00:00:00Z"), Rules.Status::until);
		rules.change("");
		assertThat(rules.value()).isEmpty();
	}

	@Test
	void aRuleThatStaysKeepsItsHits() {
		Rules rules = rules("[{path: /users/**, drop: true}]");
		decide(rules, true, "/app/users/7");
		rules.change("[{path: /other, drop: true}, {path: /users/**, drop: true}]");
		decide(rules, true, "/app/users/7");
		assertThat(rules.statuses()).extracting(Rules.Status::hits).containsExactly(0L, 2L);
	}

	@Test
	void aRuleEndsByItself(CapturedOutput output) {
		Rules rules = rules("[{path: /users/**, drop: true, for: 2s}, {path: /users/**, keep: true}]");
		assertThat(decide(rules, true, "/app/users/7")).isSameAs(Decision.DROPPED);
		assertThat(rules.value()).doesNotContain("for").contains("until");
		Waiting.await(() -> rules.statuses().size() == 1, () -> "one rule");
		assertThat(decide(rules, true, "/app/users/7")).isSameAs(Decision.CHOSEN);
		Waiting.awaitText(output, "after 1 hits");
		assertThat(output).containsOnlyOnce("The rule '{\"path\": \"/users/**\", \"drop\": true");
	}

	@Test
	void aRuleIsOverAsSoonAsItsTimeIs() {
		Instant now = Instant.now().minusSeconds(60);
		Rules rules = new Rules(RulesText.read("[{path: /**, drop: true, for: 59s}, {path: /**, keep: true}]"), null,
				Clock.fixed(now, ZoneOffset.UTC));
		assertThat(rules.statuses()).hasSize(2);
		assertThat(decide(rules, true, "/app/users/7")).isSameAs(Decision.CHOSEN);
	}

	@Test
	void withoutRulesNothingIsAsked() {
		Rules rules = Rules.none();
		assertThat(rules.readStarts(SpanKind.SERVER)).isFalse();
		assertThat(rules.readHeaders()).isFalse();
		assertThat(rules.mayDropBelow(SpanKind.CLIENT)).isFalse();
		assertThat(rules.mayDebug()).isFalse();
		assertThat(rules.startedBy(Context.root(), "web")).isSameAs(Context.root());
		assertThat(decide(rules, true, "/")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"nonsense | tracing.rules=nonsense cannot be used because it is not a list. Write a list such as '[{path: /users/**, drop: true}]'.",
			"[{path: /a | tracing.rules=[{path: /a cannot be used because it is neither YAML nor JSON: ",
			"[5] | tracing.rules[0]=5 cannot be used because it is not a rule. ",
			"[{}] | tracing.rules[0]={} cannot be used because the rule is empty. ",
			"[{path: /a, drop: true}, {pth: /a, drop: true}] | tracing.rules[1].pth=... cannot be used because a rule has no such field. Did you mean 'path'? ",
			"[{path: /a}] | tracing.rules[0]={\"path\": \"/a\"} cannot be used because the rule does nothing. ",
			"[{path: /a, drop: true, keep: true}] | tracing.rules[0].keep=set cannot be used because the rule has 'drop' as well. ",
			"[{path: /a, keep: true, rate: 5/s}] | tracing.rules[0].rate=set cannot be used because the rule has 'keep' as well. ",
			"[{path: /a, drop: true, debug: true}] | tracing.rules[0].drop=true cannot be used because the rule changes what it drops. ",
			"[{path: /a, drop: false}] | cannot be used because the rule does nothing. ",
			"[{path: /a, drop: maybe}] | tracing.rules[0].drop=maybe cannot be used because it is not true or false. ",
			"[{path: a, drop: true}] | tracing.rules[0].path=a cannot be used because it does not start with '/'. ",
			"[{path: '/{id:[0-9]+}', drop: true}] | tracing.rules[0].path=/{id:[0-9]+} cannot be used because its braces hold more than a name, or one is missing. ",
			"[{path: '/{id', drop: true}] | tracing.rules[0].path=/{id cannot be used because its braces ",
			"[{path: /a, probability: 5}] | tracing.rules[0].probability=5.0 cannot be used because it is not between 0.0 and 1.0. ",
			"[{path: /a, probability: half}] | tracing.rules[0].probability=half cannot be used because it is not a number. Write 0.05 ",
			"[{path: /a, rate: fast}] | tracing.rules[0].rate=fast cannot be used because it is no rate. Write '10/s'",
			"[{path: /a, rate: 5/d}] | tracing.rules[0].rate=5/d cannot be used because it is no rate. ",
			"[{path: /a, rate: 0/s}] | tracing.rules[0].rate=0/s cannot be used because it is not above 0. ",
			"[{kind: thing, drop: true}] | tracing.rules[0].kind=thing cannot be used because it is not the kind of a span. Write server, ",
			"[{header: 'a b', drop: true}] | tracing.rules[0].header=a b cannot be used because it is not the name of a header. ",
			"[{path: /a, drop: true, override-parent: true}] | tracing.rules[0].override-parent=true cannot be used ",
			"[{path: /a, drop: true, until: yesterday}] | tracing.rules[0].until=yesterday cannot be used because it is not a point in time. ",
			"[{path: /a, drop: true, until: '2020-01-01T00:00:00Z'}] | tracing.rules[0].until=2020-01-01T00:00:00Z cannot be used because it is in the past. ",
			"[{path: /a, drop: true, for: 5 apples}] | tracing.rules[0].for=5 apples cannot be used because it is not a duration. ",
			"[{path: /a, drop: true, for: -5m}] | tracing.rules[0].for=",
			"[{path: /a, drop: true, for: 5m, until: '2999-01-01T00:00:00Z'}] | tracing.rules[0].for=",
			"[{attributes: all, drop: true}] | tracing.rules[0].attributes=all cannot be used because it is not a map. ",
			"*anchor | cannot be used because it is neither YAML nor JSON" })
	void badInputNamesIndexFieldAndFix(String text, String message) {
		Rules rules = rules("[{path: /kept, drop: true}]");
		String before = rules.value();
		for (Runnable attempt : List.<Runnable>of(() -> rules.preview(text), () -> rules.change(text))) {
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(attempt::run)
				.withMessageContaining(message);
		}
		assertThat(rules.value()).isEqualTo(before);
	}

	@Test
	void tooManyRulesAndTooMuchTextAreRefused() {
		Rules rules = rules("");
		String many = "- {path: /a, drop: true}\n".repeat(10_000);
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> rules.change(many))
			.withMessageStartingWith("tracing.rules=10000 rules cannot be used because there are more than 500.");
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> rules.change("#".repeat(10_000_000)))
			.withMessageContaining("it has 10000000 characters");
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> rules.change("[".repeat(100_000)))
			.withMessageContaining("neither YAML nor JSON");
	}

	@ParameterizedTest
	@CsvSource({ "a*b*c, axxbxxc, true", "a*b*c, abc, true", "a*b*c, acb, false", "a*a, a, false", "a*a, aa, true",
			"*ab*ab, ab, false", "*ab*ab, abab, true", "*, '', true", "**, x, true", "*a*, bab, true", "*a*, b, false",
			"a*, ba, false", "*a, ab, false", "a?c, abc, false", "a.c, abc, false" })
	void starsStandForAnyNumberOfCharacters(String pattern, String text, boolean matches) {
		assertThat(new Glob(pattern, false).matches(text)).isEqualTo(matches);
		if (!pattern.contains("?")) {
			assertThat(new Glob("?" + pattern, true).matches("x" + text)).isEqualTo(matches);
		}
	}

	@Test
	void wildcardsDoNotExplode() {
		Glob glob = new Glob("*a".repeat(200) + "b", false);
		long start = System.nanoTime();
		assertThat(glob.matches("a".repeat(20_000))).isFalse();
		assertThat(PathGlob.ofPaths("/**/a".repeat(50) + "/b").matches("/a".repeat(5_000))).isFalse();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void rulesAreBoundAtTheStart() {
		runner("tracing.rules[0].path=/users/**", "tracing.rules[0].drop=true", "tracing.rules[1].spanName=GET",
				"tracing.rules[1].attributes.db.system.name=h2", "tracing.rules[1].set.team=shop",
				"tracing.rules[1].for=10m")
			.run((context) -> assertThat(context.getBean(Rules.class).value()).startsWith(
					"[{\"path\": \"/users/**\", \"drop\": true}, {\"span-name\": \"GET\", \"attributes\": {\"db.system.name\": \"h2\"}, "
							+ "\"set\": {\"team\": \"shop\"}, \"until\": "));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"tracing.rules[0].pth=/a | tracing.rules[0].pth=... cannot be used because a rule has no such field. Did you mean 'path'?",
			"tracing.rules[0].probability=3 | tracing.rules[0].probability=3.0 cannot be used because it is not between 0.0 and 1.0.",
			"tracing.rules[0].path=/a | the rule does nothing",
			"tracing.rules[0].kind=thing | Failed to bind properties under 'tracing.rules[0].kind' to ",
			"tracing.sampling.force.secret=x | tracing.sampling.force.secret=* cannot be used because it has fewer than 16 characters.",
			"tracing.sampling.force.header=X-Force | tracing.sampling.force.header=X-Force cannot be used because there is no secret.",
			"tracing.sampling.force.secret=0123456789abcdef | because there is no header for it" })
	void badInputStopsTheStart(String property, String message) {
		runner(property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(messages(context.getStartupFailure())).contains(message).doesNotContain("0123456789abcdef");
		});
	}

	@Test
	void tenThousandRulesStopTheStart() {
		String[] properties = IntStream.range(0, 10_000)
			.mapToObj((i) -> "tracing.rules[%d].drop=true".formatted(i))
			.toArray(String[]::new);
		runner(properties).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(messages(context.getStartupFailure())).contains("10000 rules cannot be used");
		});
	}

	@Test
	void aRequestWithTheSecretIsRecordedWhateverTheRulesSay() {
		Rules rules = new Rules(RulesText.read("[{drop: true}]"),
				ForcedTraces.of(new ForceProperties("X-Force", "0123456789abcdef")), Clock.systemUTC());
		assertThat(rules.readHeaders()).isTrue();
		assertThat(
				rules.decide(headers(Map.of("X-Force", "0123456789abcdef")), TRACE, SpanKind.SERVER, "GET", GET_USER))
			.isSameAs(Decision.CHOSEN);
		assertThat(rules.dropBelow(TRACE, SpanKind.CLIENT, "SELECT", QUERY, null)).isFalse();
		assertThat(rules.dropBelow("another", SpanKind.CLIENT, "SELECT", QUERY, null)).isTrue();
		assertThat(
				rules.decide(headers(Map.of("X-Force", "0123456789abcdeF")), TRACE, SpanKind.SERVER, "GET", GET_USER))
			.isSameAs(Decision.DROPPED);
		assertThat(new ForceProperties("X-Force", "0123456789abcdef").toString()).doesNotContain("0123456789abcdef");
	}

	private static ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner().withUserConfiguration(RulesAutoConfiguration.class)
			.withPropertyValues(properties);
	}

	private static String messages(@Nullable Throwable failure) {
		StringBuilder messages = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.append(cause.getMessage()).append('\n');
		}
		return messages.toString();
	}

	private static Rules rules(String text) {
		Rules rules = Rules.none();
		rules.contextPath(() -> "/app");
		rules.change(text);
		return rules;
	}

	private static long taken(RateLimit limit, int attempts) {
		return IntStream.range(0, attempts).filter((i) -> limit.take()).count();
	}

	private static Context headers(Map<String, String> headers) {
		return RequestHeaders.in(Context.root(), headers::get);
	}

	private static boolean dropped(Rules rules, SpanKind kind, String name, Attributes attributes) {
		Context parent = rules.startedBy(headers(Map.of("X-Test", "1")), "web");
		return rules.decide(parent, TRACE, kind, name, attributes) == Decision.DROPPED;
	}

	private static @Nullable Decision decide(Rules rules, boolean begunHere, String path) {
		Context parent = begunHere ? Context.root()
				: Context.root()
					.with(Span.wrap(SpanContext.createFromRemoteParent(TRACE, "00f067aa0ba902b7",
							TraceFlags.getSampled(), TraceState.getDefault())));
		return rules.decide(parent, TRACE, SpanKind.SERVER, "GET", GET_USER.toBuilder().put("url.path", path).build());
	}

	private static Attributes url(String url) {
		return Attributes.builder().put("url.full", url).build();
	}

	private static Start start(String path, String traceId, boolean begunHere) {
		return new Start(traceId, begunHere, SpanKind.SERVER, "GET",
				GET_USER.toBuilder().put("url.path", path).build());
	}

}
