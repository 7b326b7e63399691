package io.github.tracingstarter.instrument.http;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of patterns that change while the application runs.
 */
class ExcludedRequestsTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private String contextPath = "";

	private final ExcludedRequests excluded = new ExcludedRequests(new WebProperties(true,
			List.of("/internal/**", "/x/{id:[0-9]{1,2}}"), true, true, Set.of(), Set.of(), false),
			this.beans.getBeanProvider(OperationalPaths.class), () -> this.contextPath);

	@Test
	void changedBeforeAndAfterTheFirstRequest() {
		this.excluded.change("/a");
		assertThat(contains("GET", "/internal/x")).isFalse();
		assertThat(contains("GET", "/a")).isTrue();
		this.excluded.change(" /b ,, get /c,");
		assertThat(this.excluded.value()).isEqualTo("/b, get /c");
		assertThat(contains("GET", "/a")).isFalse();
		assertThat(contains("POST", "/b")).isTrue();
		assertThat(contains("GET", "/c")).isTrue();
		assertThat(contains("POST", "/c")).isFalse();
		this.excluded.change("");
		assertThat(contains("GET", "/b")).isFalse();
	}

	@Test
	void whatIsLeftOutAnywayStaysSo() {
		this.beans.registerSingleton("paths", (OperationalPaths) () -> List.of("/actuator/**"));
		this.excluded.change("/a");
		assertThat(contains("GET", "/actuator/health")).isTrue();
		assertThat(contains("GET", "/favicon.ico")).isTrue();
	}

	@Test
	void itsOwnValueChangesNothing() {
		assertThat(this.excluded.value()).isEqualTo("/internal/**, /x/{id:[0-9]{1,2}}");
		this.excluded.change(this.excluded.value());
		assertThat(this.excluded.value()).isEqualTo("/internal/**, /x/{id:[0-9]{1,2}}");
		assertThat(contains("GET", "/x/12")).isTrue();
		assertThat(contains("GET", "/x/123")).isFalse();
	}

	@Test
	void aMalformedListChangesNothing() {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.excluded.change("/a, GET /b /c"))
			.withMessageStartingWith("tracing.web.exclude=GET /b /c cannot be used");
		assertThat(this.excluded.value()).isEqualTo("/internal/**, /x/{id:[0-9]{1,2}}");
		assertThat(contains("GET", "/a")).isFalse();
		assertThat(contains("GET", "/internal/x")).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "/{x:(?:.*a){30}} explodes", "/a/{x:.*.*.*.*b}/c explodes",
			"/{y}/{x:[a-z]*[a-z]*[a-z]*[a-z]*!} explodes", "/{x:(a|b)+} captures", "/a{x:(b)}c captures" })
	void anExpressionThatExplodesOrCapturesIsRefused(String pattern, String fault) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> this.excluded.change(pattern))
			.withMessage("tracing.web.exclude=%s cannot be used because its regular expression %s"
				.formatted(pattern, fault.equals("explodes")
						? "takes ever longer for some paths. Write one with fewer repetitions, such as '{id:[0-9]+}'."
						: "has a group that captures. Write '(?:a|b)' in place of '(a|b)'."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "/{id:[0-9]{1,2}} /12", "/{id:\\d+} /7", "/{id:(?:[0-9]+-)*[0-9]+} /1-22",
					"/{x:.+[.][a-z]+} /a.css", "/{id:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}} /01234567-89ab-cdef-0123",
					"/{x:(?:a|b|cd)+} /abcd", "/{*rest} /a/b" })
	void ordinaryExpressionsMatch(String pattern, String path) {
		this.excluded.change(pattern);
		assertThat(contains("GET", path)).isTrue();
		assertThat(contains("GET", path + "/!")).isEqualTo(pattern.equals("/{*rest}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/weather/{city", "/weather/city}", "/{a}/{a}", "GTE /users", "GETT /users" })
	void whatMatchesNothingIsRefused(String pattern) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.excluded.validate(pattern))
			.withMessageContaining(pattern);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a/**/b", "/**/x/**", "GET /users", "get /users", "PROPFIND /files", "/users/{id}",
			"/{*rest}", "/a?b*", "/{id:[0-9]{1,3}}" })
	void whatMatchesSomethingIsAccepted(String pattern) {
		this.excluded.validate(pattern);
	}

	@Test
	void aPreviewKnowsTheContextPathAndChangesNothing() {
		this.contextPath = "/app";
		assertThat(this.excluded.preview("/a")).accepts(start("GET", "/app/a"), start("POST", "/a"))
			.rejects(start("GET", "/app/internal/x"), start("GET", "/b"),
					new LiveProperty.Start(TRACE_ID, true, SpanKind.SERVER, "any", Attributes.empty()),
					new LiveProperty.Start(TRACE_ID, true, SpanKind.CLIENT, "GET",
							start("GET", "/app/a").attributes()));
		assertThat(contains("GET", "/a")).isFalse();
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> this.excluded.preview("a"));
	}

	private static LiveProperty.Start start(String method, String path) {
		return new LiveProperty.Start(TRACE_ID, true, SpanKind.SERVER, method,
				Attributes.of(HttpAttributes.HTTP_REQUEST_METHOD, method, UrlAttributes.URL_PATH, path));
	}

	private boolean contains(String method, String path) {
		return this.excluded.contain(method, path, this.contextPath);
	}

}
