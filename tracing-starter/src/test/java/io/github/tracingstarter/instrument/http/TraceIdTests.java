package io.github.tracingstarter.instrument.http;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.instrument.servlet.TraceIdAutoConfiguration;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the caller learns about the trace, on Tomcat and Netty.
 */
class TraceIdTests {

	private static final String[] ON = { "--tracing.web.response-header=X-Trace-Id",
			"--tracing.web.problem-details=true", "--spring.mvc.problemdetails.enabled=true",
			"--spring.webflux.problemdetails.enabled=true", "--tracing.web.exclude=/excluded" };

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void everyResponseHasTheHeader(String type) {
		try (ConfigurableApplicationContext application = run(type, ON)) {
			Http http = http(application);
			RecordedSpans spans = application.getBean(RecordedSpans.class);
			for (String path : List.of("/ok", "/missing", "/failing", "/problem")) {
				spans.clear();
				String traceId = header(http.get(path));
				assertThat(spans.await(1)).as(path).extracting((span) -> span.getTraceId()).containsExactly(traceId);
			}
			assertThat(
					header(http.get("/ok", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")))
				.as("not sampled")
				.isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
			assertThat(header(
					http.get("/excluded", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")))
				.as("not traced")
				.isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
			assertThat(http.get("/own").headers().allValues("X-Trace-Id")).as("set by the application")
				.containsExactly("mine");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void problemDetailsHaveTheTraceId(String type) {
		try (ConfigurableApplicationContext application = run(type, ON)) {
			Http http = http(application);
			for (String path : List.of("/problem", "/status", "/missing")) {
				HttpResponse<String> response = http.get(path);
				assertThat(response.headers().firstValue("Content-Type")).as(path).hasValue("application/problem+json");
				assertThat(response.body()).as(path).contains("\"traceId\":\"%s\"".formatted(header(response)));
			}
			assertThat(http.get("/own-problem").body()).contains("\"traceId\":\"mine\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void answersOfSpringBootToErrorsHaveTheTraceId(String type) {
		try (ConfigurableApplicationContext application = run(type, "--tracing.web.response-header=X-Trace-Id",
				"--tracing.web.problem-details=true")) {
			Http http = http(application);
			for (String path : List.of("/failing", "/status", "/missing")) {
				HttpResponse<String> response = http.get(path);
				assertThat(JsonParserFactory.getJsonParser().parseMap(response.body())).as(path)
					.containsEntry("traceId", header(response))
					.containsEntry("path", path)
					.containsEntry("status", response.statusCode())
					.containsKeys("timestamp", "error");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet, own-servlet", "reactive, own-reactive" })
	void errorAttributesOfTheApplicationWin(String type, String profile) {
		try (ConfigurableApplicationContext application = run(type, "--tracing.web.problem-details=true",
				"--spring.profiles.active=" + profile)) {
			assertThat(http(application).get("/failing").body()).isEqualTo("{\"status\":500,\"traceId\":\"mine\"}");
			assertThat(http(application).get("/missing").body())
				.matches("\\{\"status\":404,\"traceId\":\"[0-9a-f]{32}\"}");
		}
	}

	/**
	 * Spring MVC uses the same bean to store an exception, and an application may inject
	 * it by its class.
	 */
	@Test
	void theBeanIsWhatItWas() {
		try (ConfigurableApplicationContext application = run("servlet", "--tracing.web.problem-details=true",
				"--spring.web.error.include-message=always", "--spring.web.error.include-exception=true")) {
			assertThat(application.getBeansOfType(DefaultErrorAttributes.class)).hasSize(1);
			assertThat(application.getBean(DefaultErrorAttributes.class)).isInstanceOf(HandlerExceptionResolver.class);
			assertThat(http(application).get("/failing").body()).contains("\"message\":\"failing\"")
				.contains("\"exception\":\"java.lang.IllegalStateException\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void nothingUnlessAskedFor(String type) {
		try (ConfigurableApplicationContext application = run(type, "--spring.mvc.problemdetails.enabled=true",
				"--spring.webflux.problemdetails.enabled=true")) {
			Http http = http(application);
			HttpResponse<String> response = http.get("/problem");
			assertThat(response.headers().firstValue("X-Trace-Id")).isEmpty();
			assertThat(response.body()).doesNotContain("traceId");
			assertThat(http.get("/failing").body()).contains("\"path\":\"/failing\"").doesNotContain("traceId");
			assertThat(application.getBeanProvider(ErrorAttributes.class).stream())
				.noneMatch((bean) -> AopUtils.isAopProxy(bean));
			assertThat(application.getBeanNamesForType(WebFilter.class))
				.noneMatch((name) -> application.getBean(name).getClass().getSimpleName().startsWith("TraceId"));
		}
	}

	@Test
	void aNameThatIsNone() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(TraceIdAutoConfiguration.class))
			.withPropertyValues("tracing.web.response-header=X Trace")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessage("tracing.web.response-header=X Trace cannot be used because it is not the name of a "
						+ "header. Write a name such as X-Trace-Id."));
	}

	private static String header(HttpResponse<String> response) {
		List<String> values = response.headers().allValues("X-Trace-Id");
		assertThat(values).as(response.toString()).singleElement().asString().matches("[0-9a-f]{32}");
		return values.get(0);
	}

	private static ConfigurableApplicationContext run(String type, String... arguments) {
		return new SpringApplicationBuilder(TestApplication.class)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.web-application-type=" + type)
			.run(arguments);
	}

	private static Http http(ConfigurableApplicationContext application) {
		return new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration" })
	static class TestApplication {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		@Profile("own-servlet")
		ErrorAttributes ownAttributes() {
			return new DefaultErrorAttributes() {
				@Override
				public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
					return own(super.getErrorAttributes(request, options).get("status"));
				}
			};
		}

		@Bean
		@Profile("own-reactive")
		org.springframework.boot.webflux.error.ErrorAttributes ownReactiveAttributes() {
			return new org.springframework.boot.webflux.error.DefaultErrorAttributes() {
				@Override
				public Map<String, Object> getErrorAttributes(ServerRequest request, ErrorAttributeOptions options) {
					return own(super.getErrorAttributes(request, options).get("status"));
				}
			};
		}

		private static Map<String, Object> own(Object status) {
			Map<String, Object> attributes = new TreeMap<>(Map.of("status", status));
			if (status.equals(500)) {
				attributes.put("traceId", "mine");
			}
			return Collections.unmodifiableMap(attributes);
		}

		@RestController
		static class Endpoints {

			@GetMapping("/excluded")
			String excluded() {
				return "excluded";
			}

			@GetMapping("/ok")
			String ok() {
				return "ok";
			}

			@GetMapping("/own")
			ResponseEntity<String> own() {
				return ResponseEntity.ok().header("X-Trace-Id", "mine").body("own");
			}

			@GetMapping("/failing")
			String failing() {
				throw new IllegalStateException("failing");
			}

			@GetMapping("/problem")
			ProblemDetail problem() {
				return ProblemDetail.forStatus(HttpStatus.CONFLICT);
			}

			@GetMapping("/own-problem")
			ProblemDetail ownProblem() {
				ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.CONFLICT);
				problem.setProperty("traceId", "mine");
				return problem;
			}

			@GetMapping("/status")
			String status() {
				throw new ResponseStatusException(HttpStatus.NOT_FOUND);
			}

			@GetMapping("/error-response")
			String errorResponse() {
				throw new ErrorResponseException(HttpStatus.BAD_REQUEST);
			}

		}

	}

}
