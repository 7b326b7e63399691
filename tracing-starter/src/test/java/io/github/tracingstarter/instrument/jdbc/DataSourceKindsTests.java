package io.github.tracingstarter.instrument.jdbc;

import java.util.Locale;
import java.util.Map;

import javax.sql.DataSource;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Nested;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Pools of each kind, and H2 without one. {@link DatabaseServerTests} has other drivers.
 */
class DataSourceKindsTests {

	@Nested
	class Hikari extends H2Contract {

		@Override
		ApplicationContextRunner runner() {
			return JdbcApplication.runner().withPropertyValues("spring.datasource.url=" + this.url);
		}

		@Override
		DataSource dataSource() {
			throw new IllegalStateException("Boot makes it");
		}

	}

	@Nested
	class Dbcp extends H2Contract {

		@Override
		DataSource dataSource() {
			BasicDataSource pool = new BasicDataSource();
			pool.setUrl(this.url);
			return pool;
		}

	}

	@Nested
	class TomcatJdbc extends H2Contract {

		@Override
		DataSource dataSource() {
			org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
			pool.setDriverClassName("org.h2.Driver");
			pool.setUrl(this.url);
			return pool;
		}

	}

	@Nested
	class C3p0 extends H2Contract {

		@Override
		DataSource dataSource() {
			ComboPooledDataSource pool = new ComboPooledDataSource();
			pool.setJdbcUrl(this.url);
			pool.setInitialPoolSize(1);
			pool.setMinPoolSize(1);
			return pool;
		}

	}

	@Nested
	class PoolOfH2 extends H2Contract {

		@Override
		DataSource dataSource() {
			return JdbcConnectionPool.create(this.url, "", "");
		}

	}

	@Nested
	class DriverAlone extends H2Contract {

		@Override
		DataSource dataSource() {
			JdbcDataSource driver = new JdbcDataSource();
			driver.setURL(this.url);
			return driver;
		}

	}

	@Nested
	class DriverManager extends H2Contract {

		@Override
		DataSource dataSource() {
			return new DriverManagerDataSource(this.url);
		}

	}

	private abstract static class H2Contract extends DataSourceContract {

		/**
		 * A name of this class alone: other classes run in the same JVM, and their
		 * databases have other users.
		 */
		private final String name = "kinds-" + getClass().getSimpleName().toLowerCase(Locale.ROOT);

		/** Without a pool, each connection is the last one when it is closed. */
		final String url = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(this.name);

		abstract DataSource dataSource();

		@Override
		ApplicationContextRunner runner() {
			return JdbcApplication.runner().withBean("dataSource", DataSource.class, this::dataSource);
		}

		@Override
		Map<String, Object> database() {
			return Map.of("db.system.name", "h2database", "db.namespace", this.name);
		}

		@Override
		String missingTable() {
			return "42S02";
		}

	}

}
