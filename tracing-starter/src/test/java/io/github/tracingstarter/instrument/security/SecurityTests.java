package io.github.tracingstarter.instrument.security;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request to an application with Spring Security.
 */
class SecurityTests {

	private static final AttributeKey<String> USER = AttributeKey.stringKey("enduser.id");

	private static final String BAD_CREDENTIALS = BadCredentialsException.class.getName();

	private static final String[] WRONG = { "Authorization", "Basic dXNlcjp3cm9uZw==" };

	private static final String[] BASIC = { "Authorization", "Basic dXNlcjpzZWNyZXQ=" };

	@Test
	void itsObservationsMakeNoSpanAndKeepTheirMetrics() {
		try (ConfigurableApplicationContext context = run()) {
			RecordedSpans spans = request(context);
			assertThat(spans.tree()).isEqualTo("SERVER GET /hello\n  INTERNAL inner\n");
			assertThat(context.getBean(MeterRegistry.class).getMeters()).extracting((meter) -> meter.getId().getName())
				.contains("spring.security.filterchains", "spring.security.http.secured.requests");
		}
	}

	@Test
	void theyMakeSpansWhereTheyAreWanted() {
		try (ConfigurableApplicationContext context = run("tracing.security.enabled=true")) {
			assertThat(request(context).tree()).contains("secured request").contains("INTERNAL inner");
		}
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		try (ConfigurableApplicationContext context = run("tracing.security.enabled=true")) {
			LiveSwitch.offAndOn(context, "tracing.security.enabled",
					(isOn) -> assertThat(http(context).get("/hello", BASIC).body()).isEqualTo("hello"), """
							INTERNAL request
							SERVER GET /hello
							  INTERNAL security filterchain before
							    INTERNAL authenticate usernamepassword
							    INTERNAL authorize request
							  INTERNAL secured request
							    INTERNAL inner
							  INTERNAL security filterchain after
							""", """
							INTERNAL request
							SERVER GET /hello
							  INTERNAL inner
							""");
		}
	}

	@Test
	void outcomeOfAnAuthenticationIsAnEvent() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(events(context, BASIC)).containsExactly("authentication.success {}");
			assertThat(events(context, WRONG))
				.containsExactly("authentication.failure {error.type=\"%s\"}".formatted(BAD_CREDENTIALS));
			assertThat(events(context)).isEmpty();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.all().toString()).doesNotContain("enduser", "wrong", "dXNlcj");
		}
	}

	@Test
	void outcomeIsToldOnceWhereSpringSecurityDoesNotObserve() {
		try (ConfigurableApplicationContext context = run("management.observations.enable.spring.security=false")) {
			assertThat(events(context, BASIC)).containsExactly("authentication.success {}");
			assertThat(events(context, WRONG))
				.containsExactly("authentication.failure {error.type=\"%s\"}".formatted(BAD_CREDENTIALS));
		}
	}

	/**
	 * The parent also gets the events of its children.
	 */
	@Test
	void outcomeIsToldOnceInAHierarchyOfContexts() {
		ApplicationContextRunner runner = ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(SecurityTracingAutoConfiguration.class));
		Authentication user = new TestingAuthenticationToken("user", "secret");
		runner.run((parent) -> runner.withParent(parent).run((child) -> {
			assertThat(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(child, AuthenticationListener.class))
				.isNotEmpty();
			Span span = child.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("login").startSpan();
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				child.publishEvent(
						new AuthenticationFailureBadCredentialsEvent(user, new BadCredentialsException("no")));
				child.publishEvent(new AuthenticationSuccessEvent(user));
			}
			finally {
				span.end();
			}
			assertThat(((ReadableSpan) span).toSpanData().getEvents()).extracting(EventData::getName)
				.containsExactly("authentication.failure", "authentication.success");
		}));
	}

	@Test
	void outcomeOfARequestIsToldOnceInAHierarchyOfContexts() {
		String[] properties = { "test.security=true", "tracing.exporters=none", "spring.security.user.password=secret",
				"spring.main.banner-mode=off", "server.port=0" };
		try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(Parent.class).properties(properties)
			.properties("spring.main.web-application-type=none")
			.run();
				ConfigurableApplicationContext child = new SpringApplicationBuilder(Application.class)
					.properties(properties)
					.parent(parent)
					.run("--spring.main.web-application-type=servlet")) {
			http(child).get("/hello", BASIC);
			RecordedSpans spans = parent.getBean(RecordedSpans.class);
			spans.awaitEnd();
			assertThat(Stream.concat(spans.all().stream(), child.getBean(RecordedSpans.class).all().stream())
				.filter((span) -> span.getKind() == SpanKind.SERVER)
				.distinct()
				.flatMap((span) -> span.getEvents().stream())
				.map(EventData::getName)).containsExactly("authentication.success");
		}
	}

	@Test
	void noEventWhereItIsOff() {
		try (ConfigurableApplicationContext context = run("tracing.security.authentication-events=false",
				"tracing.security.enduser-id=true")) {
			assertThat(events(context, BASIC)).isEmpty();
			assertThat(events(context, WRONG)).isEmpty();
		}
	}

	@Test
	void userIsNamedWhereThatIsWanted() {
		try (ConfigurableApplicationContext context = run("tracing.security.enduser-id=true")) {
			assertThat(userOf(context, BASIC)).isEqualTo("user");
			assertThat(userOf(context, WRONG)).isNull();
			assertThat(userOf(context)).isNull();
		}
	}

	@Test
	void userOfASessionIsNamedWithoutAnotherAuthentication() {
		try (ConfigurableApplicationContext context = run("tracing.security.enduser-id=true", "test.form=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			HttpResponse<String> login = http(context).exchange("POST", "/login?username=user&password=secret");
			SpanData span = server(spans);
			assertThat(span.getAttributes().get(USER)).isEqualTo("user");
			assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("authentication.success");
			String session = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
			assertThat(userOf(context, "Cookie", session)).isEqualTo("user");
			assertThat(events(context, "Cookie", session)).isEmpty();
			spans.clear();
			assertThat(http(context).get("/admin", "Cookie", session).statusCode()).isEqualTo(403);
			assertThat(server(spans).getAttributes().get(USER)).isEqualTo("user");
		}
	}

	@Test
	void failedLoginIsAnEvent() {
		try (ConfigurableApplicationContext context = run("test.form=true")) {
			http(context).exchange("POST", "/login?username=user&password=wrong");
			SpanData span = server(context.getBean(RecordedSpans.class));
			assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("authentication.failure");
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		}
	}

	@Test
	void requestsOfAWebFluxApplication() {
		try (ConfigurableApplicationContext context = run(ReactiveApplication.class, "tracing.security.enduser-id=true",
				"spring.main.web-application-type=reactive")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			HttpResponse<String> response = http(context).get("/hello", BASIC);
			assertThat(response.body()).isEqualTo("hello");
			SpanData span = server(spans);
			assertThat(spans.tree()).isEqualTo("SERVER GET /hello\n");
			assertThat(span.getAttributes().get(USER)).isEqualTo("user");
			assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("authentication.success");
			String session = response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
			assertThat(userOf(context, "Cookie", session)).isEqualTo("user");
			assertThat(events(context, "Cookie", session)).isEmpty();
			assertThat(events(context, WRONG))
				.containsExactly("authentication.failure {error.type=\"%s\"}".formatted(BAD_CREDENTIALS));
		}
	}

	private static @Nullable String userOf(ConfigurableApplicationContext context, String... headers) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		http(context).get("/hello", headers);
		return server(spans).getAttributes().get(USER);
	}

	/**
	 * Returns what the span of a request says about the authentication.
	 */
	private static List<String> events(ConfigurableApplicationContext context, String... headers) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		http(context).get("/hello", headers);
		return server(spans).getEvents()
			.stream()
			.filter((event) -> event.getName().startsWith("authentication."))
			.map((event) -> event.getName() + " " + event.getAttributes())
			.toList();
	}

	private static SpanData server(RecordedSpans spans) {
		spans.await(1);
		return spans.first(SpanKind.SERVER);
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static RecordedSpans request(ConfigurableApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		assertThat(http(context).get("/hello", BASIC).body()).isEqualTo("hello");
		spans.await(2);
		return spans;
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return run(Application.class, properties);
	}

	private static ConfigurableApplicationContext run(Class<?> application, String... properties) {
		String[] arguments = new String[properties.length + 5];
		System.arraycopy(properties, 0, arguments, 0, properties.length);
		int next = properties.length;
		arguments[next++] = "test.security=true";
		arguments[next++] = "server.port=0";
		arguments[next++] = "tracing.exporters=none";
		arguments[next++] = "spring.security.user.password=secret";
		arguments[next] = "spring.main.banner-mode=off";
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = "--" + arguments[i];
		}
		return new SpringApplicationBuilder(application).run(arguments);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Parent {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Hello.class)
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		@ConditionalOnProperty("test.form")
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/admin").hasRole("ADMIN").anyRequest().authenticated())
				.csrf(CsrfConfigurer::disable)
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class ReactiveApplication {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			WebSessionServerSecurityContextRepository sessions = new WebSessionServerSecurityContextRepository();
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic((basic) -> basic.securityContextRepository(sessions))
				.build();
		}

		@Bean
		RouterFunction<ServerResponse> hello() {
			return RouterFunctions.route().GET("/hello", (request) -> ServerResponse.ok().bodyValue("hello")).build();
		}

	}

	@RestController
	static class Hello {

		private final ObjectProvider<ObservationRegistry> registry;

		Hello(ObjectProvider<ObservationRegistry> registry) {
			this.registry = registry;
		}

		@GetMapping("/hello")
		String hello() {
			return Observation.createNotStarted("inner", this.registry.getObject()).observe(() -> "hello");
		}

	}

}
