package io.github.tracingstarter.differential;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Contexts with a parent.
 */
@SuppressWarnings("try")
final class Hierarchies {

	private static final List<String> REQUESTS = List.of("GET /rows", "GET /rows", "GET /hello.txt", "GET /unknown",
			"GET /broken", "POST /rows");

	private Hierarchies() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				Situation.of("hierarchy: parent without a server", below(Parent.class, WebApplicationType.NONE),
						Hierarchies::all),
				Situation.of("hierarchy: parent that is a web application",
						below(Parent.class, WebApplicationType.SERVLET), Hierarchies::all),
				Situation.of("hierarchy: parent without auto-configuration",
						below(PlainParent.class, WebApplicationType.NONE), Hierarchies::all),
				Situation.of("hierarchy: Actuator on a port of its own", Managed.class, Hierarchies::managed)
					.with("spring.main.web-application-type=servlet", "management.server.port=0",
							"management.endpoints.web.exposure.include=health,info"));
	}

	/**
	 * Starts two web applications that are siblings.
	 */
	private static Situation.Start below(Class<?> parent, WebApplicationType type) {
		return (parts) -> {
			ConfigurableApplicationContext above = parts.apply(parent)
				.run("--spring.main.web-application-type=" + type);
			ConfigurableApplicationContext first = child(parts, above, "first");
			ConfigurableApplicationContext second = child(parts, above, "second");
			second.getBeanFactory().registerSingleton("first", new Sibling(first));
			return new Situation.Started(second, () -> {
				second.close();
				first.close();
				above.close();
			});
		};
	}

	private static ConfigurableApplicationContext child(Function<Class<?>, SpringApplicationBuilder> parts,
			ConfigurableApplicationContext parent, String name) {
		return parts.apply(Child.class)
			.parent(parent)
			.run("--spring.main.web-application-type=servlet", "--spring.application.name=" + name);
	}

	private static Object all(ConfigurableApplicationContext context) throws Exception {
		Map<String, Object> seen = new LinkedHashMap<>();
		seen.put("responses", Requests.responsesTo(REQUESTS).observe(context));
		seen.put("pools", List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context, DataSource.class)));
		seen.put("own beans",
				Arrays.stream(context.getBeanDefinitionNames())
					.filter((name) -> name.contains("hierarchies"))
					.toList());
		for (Sibling sibling : context.getBeansOfType(Sibling.class).values()) {
			seen.put("sibling", Requests.responsesTo(REQUESTS).observe(sibling.context));
		}
		if (context.getParent() instanceof ConfigurableApplicationContext parent
				&& parent.getEnvironment().containsProperty("local.server.port")) {
			seen.put("parent", Requests.responsesTo(REQUESTS).observe(parent));
		}
		return seen;
	}

	private static Object managed(ConfigurableApplicationContext context) throws Exception {
		return List.of(all(context), Requests.responses(context, "local.management.port",
				List.of("GET /actuator", "GET /actuator/health", "GET /actuator/unknown", "GET /rows")));
	}

	private record Sibling(ConfigurableApplicationContext context) {

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainParent {

		@Bean
		HikariDataSource dataSource() {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:hierarchy");
			pool.setPoolName("hierarchy");
			return pool;
		}

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Parent extends PlainParent {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Transactions.Rows.class)
	static class Child {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(
			excludeName = "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration")
	@Import(Transactions.Rows.class)
	static class Managed extends PlainParent {

	}

}
