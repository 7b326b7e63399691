package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request to an application with Spring Security.
 */
class SecurityTests {

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

	private static RecordedSpans request(ConfigurableApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		assertThat(new Http(port).get("/hello", BASIC).body()).isEqualTo("hello");
		spans.await(2);
		return spans;
	}

	private static ConfigurableApplicationContext run(String... properties) {
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
		return new SpringApplicationBuilder(Application.class).run(arguments);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Hello.class)
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
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
