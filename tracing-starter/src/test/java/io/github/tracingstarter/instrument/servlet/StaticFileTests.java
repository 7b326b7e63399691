package io.github.tracingstarter.instrument.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.JdbcUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Static files behind Spring Security, with the users in a database.
 */
class StaticFileTests {

	private static final String USER = basic("user:secret");

	@Test
	void aFileIsATraceWhereTheUserWasReadAndNothingOtherwise() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "tracing.exporters=none", "tracing.ui.enabled=true", "test.security=true",
					"spring.datasource.url=jdbc:h2:mem:static-files", "spring.main.banner-mode=off")
			.run()) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			TraceStore store = context.getBean(TraceStore.class);
			Http http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			spans.clear();
			store.clear();
			for (int i = 0; i < 3; i++) {
				assertThat(http.get("/hello.txt", "Authorization", USER).body()).startsWith("hello");
			}
			spans.await(9);
			List<SpanData> servers = spans.all().stream().filter((span) -> span.getKind() == SpanKind.SERVER).toList();
			assertThat(servers).hasSize(3).allSatisfy((span) -> assertThat(span.getName()).isEqualTo("GET"));
			assertThat(spans.all()).filteredOn((span) -> span.getKind() == SpanKind.CLIENT).isNotEmpty();
			assertThat(spans.tree().lines()).filteredOn((line) -> !line.startsWith(" "))
				.hasSize(3)
				.allMatch("SERVER GET"::equals);
			await().untilAsserted(() -> assertThat(store.changedSince(0, 100)).hasSize(3)
				.allSatisfy((trace) -> assertThat(roots(trace)).extracting(StoredSpan::kind)
					.containsExactly(SpanKind.SERVER)));
		}
	}

	private static List<StoredSpan> roots(StoredTrace trace) {
		return trace.spans().stream().filter((span) -> span.parentSpanId() == null).toList();
	}

	private static String basic(String credentials) {
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		JdbcUserDetailsManager users(DataSource dataSource) {
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.execute(
					"create table users(username varchar(50) primary key, password varchar(500), enabled boolean)");
			jdbc.execute("create table authorities(username varchar(50), authority varchar(50))");
			JdbcUserDetailsManager users = new JdbcUserDetailsManager(dataSource);
			users.createUser(User.withUsername("user").password("{noop}secret").roles("USER").build());
			return users;
		}

	}

}
