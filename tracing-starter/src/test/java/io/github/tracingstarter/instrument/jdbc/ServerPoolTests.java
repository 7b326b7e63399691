package io.github.tracingstarter.instrument.jdbc;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a server that has the pool and the driver. The server's class loader
 * knows neither Spring nor the starter.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerPoolTests {

	private final ClassLoader server = new URLClassLoader(urls(true), ClassLoader.getPlatformClassLoader());

	private final ClassLoader application = new URLClassLoader(urls(false), this.server);

	private final ClassLoader before = Thread.currentThread().getContextClassLoader();

	@AfterEach
	void restore() {
		Thread.currentThread().setContextClassLoader(this.before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.apache.commons.dbcp2.BasicDataSource", "org.apache.tomcat.jdbc.pool.DataSource",
			"org.h2.jdbcx.JdbcDataSource" })
	void theServersPoolIsTraced(String type, CapturedOutput output) throws Exception {
		assertThat(ClassUtils.isPresent("org.springframework.core.InfrastructureProxy", this.server)).isFalse();
		Object pool = this.server.loadClass(type).getDeclaredConstructor().newInstance();
		pool.getClass()
			.getMethod(type.contains("h2") ? "setURL" : "setUrl", String.class)
			.invoke(pool, "jdbc:h2:mem:server");
		if (!type.contains("h2")) {
			pool.getClass().getMethod("setDriverClassName", String.class).invoke(pool, "org.h2.Driver");
		}
		run(Application.class, pool);
		assertThat(output).doesNotContain("could not be traced").doesNotContain("NoClassDefFoundError");
	}

	@SuppressWarnings("unchecked")
	private void run(Class<?> code, Object pool) throws Exception {
		Thread.currentThread().setContextClassLoader(this.application);
		Constructor<?> constructor = this.application.loadClass(code.getName()).getDeclaredConstructor();
		constructor.setAccessible(true);
		((Consumer<Object>) constructor.newInstance()).accept(pool);
	}

	private static URL[] urls(boolean ofTheServer) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> isOfTheServer(Path.of(entry).getFileName().toString()) == ofTheServer)
			.map(ServerPoolTests::url)
			.toArray(URL[]::new);
	}

	private static boolean isOfTheServer(String jar) {
		return Stream.of("h2-2", "commons-dbcp2", "commons-pool2", "commons-logging", "tomcat-jdbc", "tomcat-juli")
			.anyMatch(jar::startsWith);
	}

	private static URL url(String entry) {
		try {
			return new File(entry).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Runs in the class loader of the application.
	 */
	static class Application implements Consumer<Object> {

		@Override
		public void accept(Object pool) {
			assertThat(pool.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
			runner().withBean("dataSource", DataSource.class, () -> (DataSource) pool).run((context) -> {
				DataSource bean = context.getBean(DataSource.class);
				String name = pool.getClass().getSimpleName();
				assertThat(context.getBean(TracingReport.class).entries())
					.isEqualTo(List.of(new TracingReport.Entry("JDBC", "dataSource (%s)".formatted(name), true, "")));
				boolean extensible = !java.lang.reflect.Modifier.isFinal(pool.getClass().getModifiers());
				assertThat(pool.getClass().isInstance(bean)).isEqualTo(extensible);
				traced(context, () -> context.getBean(JdbcTemplate.class).queryForList("SELECT 1"));
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
						INTERNAL request
						  CLIENT SELECT
						""");
				assertThat(connectionType(bean)).isEqualTo(connectionType((DataSource) pool));
			});
		}

		/**
		 * The public class that the connection can be cast to.
		 */
		private static String connectionType(DataSource dataSource) {
			try (Connection connection = dataSource.getConnection()) {
				Class<?> type = connection.getClass();
				while (!java.lang.reflect.Modifier.isPublic(type.getModifiers())
						|| type.getName().contains("tracingstarter")) {
					type = type.getSuperclass();
				}
				return java.lang.reflect.Proxy.isProxyClass(type) || type == Object.class ? "none" : type.getName();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
