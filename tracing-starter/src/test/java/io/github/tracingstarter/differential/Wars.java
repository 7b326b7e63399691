package io.github.tracingstarter.differential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.naming.InitialContext;
import javax.sql.DataSource;

import jakarta.servlet.ServletContext;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.lookup.JndiDataSourceLookup;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Applications that are deployed to a server, which may provide a pool.
 */
final class Wars {

	private static final String[] NAMING = { "catalina.useNaming", "java.naming.factory.initial",
			"java.naming.factory.url.pkgs" };

	private static final String JNDI_NAME = "java:comp/env/jdbc/shop";

	private Wars() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("responses: WAR in Tomcat", inTomcat(Shop.class), Requests.responsesTo(Requests.ALL)),
					Situation.of("responses: WAR in Jetty", inJetty(Shop.class), Requests.responsesTo(Requests.ALL)),
					Situation.of("pool: of the server, by property", inTomcat(ByProperty.class), Wars::rows)
						.with("spring.datasource.jndi-name=" + JNDI_NAME),
					Situation.of("pool: of the server, a bean that looks it up", inTomcat(ByLookUp.class), Wars::rows),
					Situation.of("pool: of the server, beside the look-up in a request", inTomcat(InRequest.class),
							Wars::rows))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet"));
	}

	private static Object rows(ConfigurableApplicationContext context) {
		return List.of(Requests.response(context, "GET", "/rows"), Requests.response(context, "GET", "/pool"),
				context.getBeanNamesForType(DataSource.class).length,
				context.getBean(DataSource.class) instanceof BasicDataSource);
	}

	private static Situation.Start inTomcat(Class<?> application) {
		return (parts) -> {
			List<@Nullable String> naming = new ArrayList<>();
			for (String property : NAMING) {
				naming.add(System.getProperty(property));
			}
			Path directory = Files.createTempDirectory("war");
			Tomcat tomcat = new Tomcat();
			tomcat.setBaseDir(directory.toString());
			tomcat.setPort(0);
			tomcat.enableNaming();
			Context context = tomcat.addContext("/shop", directory.toString());
			context.setParentClassLoader(Thread.currentThread().getContextClassLoader());
			context.getNamingResources().addResource(pool());
			context.addServletContainerInitializer(
					(classes, servletContext) -> new War(parts, application).onStartup(servletContext), null);
			tomcat.start();
			return started(context.getServletContext(), tomcat.getConnector().getLocalPort(), () -> {
				tomcat.stop();
				tomcat.destroy();
				FileSystemUtils.deleteRecursively(directory);
				for (int i = 0; i < NAMING.length; i++) {
					String before = naming.get(i);
					if (before != null) {
						System.setProperty(NAMING[i], before);
					}
					else {
						System.clearProperty(NAMING[i]);
					}
				}
			});
		};
	}

	private static ContextResource pool() {
		ContextResource pool = new ContextResource();
		pool.setName("jdbc/shop");
		pool.setType(DataSource.class.getName());
		pool.setProperty("factory", "org.apache.commons.dbcp2.BasicDataSourceFactory");
		pool.setProperty("driverClassName", "org.h2.Driver");
		pool.setProperty("url", "jdbc:h2:mem:shop");
		pool.setCloseMethod("close");
		return pool;
	}

	private static Situation.Start inJetty(Class<?> application) {
		return (parts) -> {
			Server server = new Server(0);
			ServletContextHandler handler = new ServletContextHandler("/shop", ServletContextHandler.SESSIONS);
			handler.setClassLoader(Thread.currentThread().getContextClassLoader());
			handler.addServletContainerInitializer(
					(classes, servletContext) -> new War(parts, application).onStartup(servletContext));
			server.setHandler(handler);
			server.start();
			return started(handler.getServletContext(), ((ServerConnector) server.getConnectors()[0]).getLocalPort(),
					server::stop);
		};
	}

	private static Situation.Started started(ServletContext servletContext, int port, AutoCloseable stop) {
		WebApplicationContext context = WebApplicationContextUtils.getRequiredWebApplicationContext(servletContext);
		ConfigurableApplicationContext application = (ConfigurableApplicationContext) context;
		application.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("server",
					Map.of("local.server.port", port, "server.servlet.context-path", "/shop")));
		return new Situation.Started(application, stop);
	}

	/**
	 * What the server finds in the WAR.
	 */
	private static final class War extends SpringBootServletInitializer {

		private final Function<Class<?>, SpringApplicationBuilder> parts;

		private final Class<?> application;

		War(Function<Class<?>, SpringApplicationBuilder> parts, Class<?> application) {
			this.parts = parts;
			this.application = application;
		}

		@Override
		protected SpringApplicationBuilder createSpringApplicationBuilder() {
			return this.parts.apply(this.application);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Requests.Controller.class)
	static class Shop {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Transactions.Rows.class, LookUp.class })
	static class ByProperty {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Transactions.Rows.class, LookUp.class })
	static class ByLookUp {

		@Bean(destroyMethod = "")
		DataSource dataSource() {
			return new JndiDataSourceLookup().getDataSource(JNDI_NAME);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(ByLookUp.class)
	static class InRequest {

		/**
		 * Has the pool itself, not the bean.
		 */
		@Bean
		JdbcTransactionManager transactionManager() {
			return new JdbcTransactionManager(new JndiDataSourceLookup().getDataSource(JNDI_NAME));
		}

	}

	/**
	 * Reads from the server's data source.
	 */
	@RestController
	static class LookUp {

		@GetMapping("/pool")
		String pool() throws Exception {
			DataSource pool = (DataSource) new InitialContext().lookup(JNDI_NAME);
			BasicDataSource dbcp = (BasicDataSource) pool;
			return "%s %d %d".formatted(new JdbcTemplate(pool).queryForList("SELECT * FROM t"), dbcp.getNumActive(),
					dbcp.getNumIdle());
		}

	}

}
