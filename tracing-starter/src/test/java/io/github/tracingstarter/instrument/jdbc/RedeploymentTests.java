package io.github.tracingstarter.instrument.jdbc;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.core.OverridingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is undeployed, while the driver stays: it belongs to the server.
 */
class RedeploymentTests {

	/**
	 * Caches of the JVM and the driver may hold one or two, whatever the starter does;
	 * what must not be is that each deployment adds one.
	 */
	@Test
	void theDriverDoesNotKeepApplications() throws Exception {
		List<WeakReference<ClassLoader>> applications = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			applications.add(new WeakReference<>(runAndForget()));
		}
		for (int i = 0; i < 20 && held(applications) > 3; i++) {
			System.gc();
		}
		assertThat(held(applications)).isLessThanOrEqualTo(3);
	}

	private static long held(List<WeakReference<ClassLoader>> applications) {
		return applications.stream().filter((application) -> application.get() != null).count();
	}

	private static ClassLoader runAndForget() throws ReflectiveOperationException {
		ClassLoader loader = new OverridingClassLoader(RedeploymentTests.class.getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.startsWith("io.github.tracingstarter.")
						|| className.startsWith("org.springframework.");
			}

		};
		Constructor<?> constructor = loader.loadClass(Application.class.getName()).getDeclaredConstructor();
		constructor.setAccessible(true);
		((Runnable) constructor.newInstance()).run();
		return loader;
	}

	static class Application implements Runnable {

		@Override
		public void run() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:redeployment");
			StatementTracer tracer = new StatementTracer(() -> {
				throw new IllegalStateException("There is no trace");
			}, List::of, new JdbcProperties(true, Duration.ZERO, 5, false, false, true, true,
					JdbcProperties.BindValues.OFF, Pattern.compile("x"), Set.of(), null, JdbcProperties.Comment.OFF),
					new CallSite(List::of));
			try (Connection connection = ConnectionProxy.create(dataSource.getConnection(), tracer,
					new TracedPool(dataSource), 0);
					Statement statement = connection.createStatement();
					ResultSet rows = statement.executeQuery("SELECT 1")) {
				assertThat(statement).isInstanceOf(TracedConnection.class);
				assertThat(rows).isInstanceOf(ResultSetProxy.class);
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
