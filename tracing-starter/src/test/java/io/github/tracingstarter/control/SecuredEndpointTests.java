package io.github.tracingstarter.control;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.Customizer;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the endpoint behind Spring Security, and with Actuator's own access.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecuredEndpointTests {

	private static final String BODY = "{\"value\":\"0.5\"}";

	private static final String PATH = "/actuator/tracing/tracing.sampling.probability";

	@Test
	void whoIsLoggedInIsNamed(CapturedOutput output) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ControlApplication.class,
				Login.class)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.web-application-type=servlet",
					"test.security=true", "spring.security.user.name=ann", "spring.security.user.password=pw",
					"management.endpoints.web.exposure.include=tracing", "tracing.control.writable=true")
			.run()) {
			assertThat(ControlApplication.send(application, "GET", "/actuator/tracing", "").statusCode())
				.isEqualTo(401);
			assertThat(ControlApplication.send(application, "POST", PATH, BODY).statusCode()).isEqualTo(401);
			String login = Base64.getEncoder().encodeToString("ann:pw".getBytes(StandardCharsets.UTF_8));
			assertThat(ControlApplication.send(application, "POST", PATH, BODY, "Authorization", "Basic " + login)
				.statusCode()).isEqualTo(200);
			assertThat(output).contains("Changed by ann (Actuator): tracing.sampling.probability=0.5 (was 1.0)");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void readOnlyAccessOfActuatorHasNoWritingOperations(String type) {
		try (ConfigurableApplicationContext application = ControlApplication.run(type,
				"--management.endpoints.web.exposure.include=tracing", "--tracing.control.writable=true",
				"--management.endpoint.tracing.access=read-only")) {
			assertThat(ControlApplication.send(application, "POST", PATH, BODY).statusCode()).isIn(404, 405);
			assertThat(ControlApplication.send(application, "GET", "/actuator/tracing", "").statusCode())
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void withoutTheSwitchNothingIsWritten(String type) {
		try (ConfigurableApplicationContext other = ControlApplication.run(type,
				"--management.endpoints.web.exposure.include=tracing")) {
			for (String[] request : List.of(
					new String[] { "POST", "/tracing.sampling.probability", "{\"value\":\"0\"}" },
					new String[] { "POST", "", "{\"properties\":\"tracing.sampling.probability: 0\"}" },
					new String[] { "DELETE", "/1", "" }, new String[] { "POST", "/nonsense", "{}" })) {
				HttpResponse<String> response = ControlApplication.send(other, request[0],
						"/actuator/tracing" + request[1], request[2]);
				assertThat(response.statusCode()).isEqualTo(403);
				assertThat(ControlApplication.json(response)).containsEntry("status", 403)
					.containsEntry("detail",
							"Changes are not allowed. Set tracing.control.writable=true where the application starts.");
			}
			HttpResponse<String> response = ControlApplication.send(other, "GET", "/actuator/tracing", "");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(ControlApplication.json(response)).containsEntry("writable", false)
				.containsEntry("changes", List.of());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void withoutExposureThereIsNoBean(String type) {
		try (ConfigurableApplicationContext other = ControlApplication.run(type, "--tracing.control.writable=true")) {
			assertThat(ControlApplication.send(other, "GET", "/actuator/tracing", "").statusCode()).isEqualTo(404);
			assertThat(other.getBeanNamesForType(TracingEndpoint.class)).isEmpty();
			assertThat(other.getBeanFactory().containsSingleton("tracingChanges")).as("nothing is made").isFalse();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Login {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http.csrf((csrf) -> csrf.disable())
				.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

	}

}
