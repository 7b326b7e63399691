package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.testing.RecordedSpans;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The hook for data sources that are no beans, called as changed methods call it.
 */
class ConnectionRequestsTests {

	@Test
	void connectionOfAnyDataSourceIsTraced() {
		JdbcApplication.runner().run((context) -> {
			DataSource dataSource = h2();
			select(context, ask(context, dataSource, dataSource::getConnection));
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("INTERNAL request\n  CLIENT SELECT information_schema.tables\n");
		});
	}

	@Test
	void whatADataSourceAsksForItselfIsNot() {
		JdbcApplication.runner().run((context) -> {
			DataSource outer = h2();
			DataSource inner = h2();
			Connection connection = ask(context, outer, () -> {
				Connection physical = ask(context, inner, inner::getConnection);
				assertThat(physical).isNotInstanceOf(TracedConnection.class);
				return physical;
			});
			assertThat(connection).isInstanceOf(TracedConnection.class);
			connection.close();
		});
	}

	@Test
	void connectionThatIsTracedStays() {
		JdbcApplication.runner().run((context) -> {
			DataSource bean = context.getBean(DataSource.class);
			DataSource outer = h2();
			Connection inner = bean.getConnection();
			assertThat(ask(context, outer, () -> inner)).isSameAs(inner);
			inner.close();
		});
	}

	@Test
	void proxyOfABeanTracesOnce() {
		JdbcApplication.runner().run((context) -> {
			DataSource pool = (DataSource) AopProxyUtils.getSingletonTarget(context.getBean(DataSource.class));
			hook(context).installed(true);
			// As the hook is called within the pool.
			ConnectionRequests.enter();
			Connection raw = ask(context, pool, pool::getConnection);
			ConnectionRequests.leave();
			assertThat(raw).isNotInstanceOf(TracedConnection.class);
			raw.close();
			Connection direct = ask(context, pool, pool::getConnection);
			assertThat(direct).isInstanceOf(TracedConnection.class);
			select(context, direct);
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("INTERNAL request\n  CLIENT SELECT information_schema.tables\n");
		});
	}

	@Test
	void delegatingDataSourceOfSpringLeavesItToItsTarget() {
		JdbcApplication.runner().run((context) -> {
			DataSource target = h2();
			DataSource lazy = new LazyConnectionDataSourceProxy(target);
			assertThat(hook(context).call(lazy, lazy)).isNull();
			Connection connection = ask(context, target, target::getConnection);
			assertThat(connection).isInstanceOf(TracedConnection.class);
			connection.close();
		});
	}

	@Test
	void connectionOfTheDriverManagerIsTraced() {
		JdbcApplication.runner().run((context) -> {
			DataSource source = h2();
			AutoCloseable opened = (AutoCloseable) hook(context).call(null, null);
			Connection connection = (Connection) hook(context).call(source.getConnection(), null);
			opened.close();
			select(context, connection);
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("INTERNAL request\n  CLIENT SELECT information_schema.tables\n");
		});
	}

	@Test
	void nothingIsTracedOfAnExcludedBean() {
		JdbcApplication.runner().withPropertyValues("tracing.jdbc.exclude=dataSource").run((context) -> {
			DataSource excluded = context.getBean(DataSource.class);
			Connection connection = ask(context, excluded, excluded::getConnection);
			assertThat(connection).isNotInstanceOf(TracedConnection.class);
			connection.close();
		});
	}

	@Test
	void dataSourceThatFailsOrHasNoneLeavesNothing() throws Exception {
		JdbcApplication.runner().run((context) -> {
			DataSource dataSource = h2();
			assertThat(ask(context, dataSource, () -> null)).isNull();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> ask(context, dataSource, () -> {
				throw new SQLException("refused");
			})).withMessage("refused");
			Connection connection = ask(context, dataSource, dataSource::getConnection);
			assertThat(connection).isInstanceOf(TracedConnection.class);
			connection.close();
		});
	}

	@Test
	void thereIsNoHookWhenOff() {
		JdbcApplication.runner()
			.withPropertyValues("tracing.jdbc.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConnectionHook.class));
	}

	private static WovenHook hook(ApplicationContext context) {
		return context.getBean("tracingConnections", WovenHook.class);
	}

	/**
	 * As a changed method does.
	 */
	private static Connection ask(ApplicationContext context, DataSource dataSource, Callable<Connection> method)
			throws Exception {
		WovenHook hook = hook(context);
		AutoCloseable opened = (AutoCloseable) hook.call(dataSource, dataSource);
		try {
			return (Connection) hook.call(method.call(), dataSource);
		}
		finally {
			if (opened != null) {
				opened.close();
			}
		}
	}

	private static DataSource h2() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:connection-requests");
		return dataSource;
	}

	private static void select(ApplicationContext context, Connection connection) {
		JdbcApplication.traced(context, () -> {
			try (connection) {
				return connection.createStatement().execute("select * from information_schema.tables");
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

}
