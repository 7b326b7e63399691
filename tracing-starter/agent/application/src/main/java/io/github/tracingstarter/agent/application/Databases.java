package io.github.tracingstarter.agent.application;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Queries a database through data sources that are created for the call.
 */
@RestController
@RequestMapping("/databases")
class Databases {

	private static final String URL = "jdbc:h2:mem:";

	private static final String QUERY = "select count(*) from information_schema.tables where table_name = 'NOBODY'";

	private final Map<String, Row> rows = new TreeMap<>();

	Databases(DataSource bean) {
		this.rows.put("hikari", () -> {
			try (HikariDataSource pool = hikari("hikari")) {
				return ask(pool);
			}
		});
		this.rows.put("hikari-twice", () -> {
			try (HikariDataSource pool = hikari("hikari")) {
				return ask(pool) + ask(pool);
			}
		});
		this.rows.put("hikari-on-h2", () -> {
			HikariConfig config = new HikariConfig();
			config.setDataSource(h2("inner"));
			config.setMinimumIdle(2);
			config.setMaximumPoolSize(2);
			config.setConnectionInitSql("select 7");
			try (HikariDataSource pool = new HikariDataSource(config);
					Connection one = pool.getConnection();
					Connection other = pool.getConnection()) {
				return ask(one) + ask(other);
			}
		});
		this.rows.put("dbcp", () -> {
			try (BasicDataSource pool = new BasicDataSource()) {
				pool.setUrl(URL + "dbcp");
				pool.setValidationQuery("select 7");
				return ask(pool);
			}
		});
		this.rows.put("tomcat", () -> {
			org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
			pool.setUrl(URL + "tomcat");
			pool.setDriverClassName("org.h2.Driver");
			pool.setInitialSize(1);
			try {
				return ask(pool);
			}
			finally {
				pool.close();
			}
		});
		this.rows.put("h2", () -> ask(h2("h2")));
		this.rows.put("h2-pool", () -> {
			JdbcConnectionPool pool = JdbcConnectionPool.create(URL + "pool", "", "");
			try {
				return ask(pool);
			}
			finally {
				pool.dispose();
			}
		});
		this.rows.put("driver-manager", () -> {
			try (Connection connection = DriverManager.getConnection(URL + "manager")) {
				return ask(connection);
			}
		});
		this.rows.put("driver-manager-source", () -> ask(new DriverManagerDataSource(URL + "source")));
		this.rows.put("single", () -> {
			SingleConnectionDataSource single = new SingleConnectionDataSource(URL + "single", true);
			try {
				return ask(single) + ask(single);
			}
			finally {
				single.destroy();
			}
		});
		this.rows.put("lazy", () -> {
			try (HikariDataSource pool = hikari("lazy")) {
				return ask(new LazyConnectionDataSourceProxy(pool));
			}
		});
		this.rows.put("own", () -> ask(new Own(h2("own"))));
		this.rows.put("bean", () -> ask(bean));
		this.rows.put("bean-unwrapped", () -> ask(bean.unwrap(HikariDataSource.class)));
		this.rows.put("bean-behind-own", () -> ask(new Own(bean)));
		this.rows.put("template", () -> {
			try (HikariDataSource pool = hikari("template")) {
				return new JdbcTemplate(pool).queryForObject(QUERY, String.class);
			}
		});
		this.rows.put("rollback", () -> {
			try (HikariDataSource pool = hikari("rollback")) {
				JdbcTemplate template = new JdbcTemplate(pool);
				template.execute("create table note (text varchar(10))");
				TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
				transaction.executeWithoutResult((status) -> {
					template.update("insert into note values ('a')");
					status.setRollbackOnly();
				});
				return template.queryForObject("select count(*) from note", String.class);
			}
		});
		this.rows.put("unwrap", () -> {
			try (HikariDataSource pool = hikari("unwrap"); Connection connection = pool.getConnection()) {
				return connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class) + " "
						+ connection.unwrap(org.h2.jdbc.JdbcConnection.class).getClass().getName() + " "
						+ connection.getMetaData().getURL() + " " + connection.getAutoCommit();
			}
		});
		this.rows.put("cast", () -> {
			try (Connection connection = h2("cast").getConnection()) {
				return String.valueOf(connection instanceof org.h2.jdbc.JdbcConnection);
			}
		});
		this.rows.put("wrong", () -> {
			try (HikariDataSource pool = hikari("wrong"); Connection connection = pool.getConnection()) {
				return String.valueOf(connection.createStatement().execute("select * from nowhere"));
			}
		});
		this.rows.put("no-driver", () -> ask(DriverManager.getConnection("jdbc:nobody:x")));
	}

	@GetMapping("/{row}")
	String call(@PathVariable String row) {
		Row found = this.rows.get(row);
		try {
			return (found != null) ? found.call() : "no row";
		}
		catch (Exception ex) {
			return ex.getClass().getName() + ": " + ex.getMessage();
		}
	}

	@GetMapping
	String all() {
		return String.join("\n", this.rows.keySet());
	}

	private static HikariDataSource hikari(String name) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(URL + name);
		config.setMaximumPoolSize(1);
		return new HikariDataSource(config);
	}

	private static JdbcDataSource h2(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL(URL + name);
		return dataSource;
	}

	private static String ask(DataSource dataSource) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			return ask(connection);
		}
	}

	private static String ask(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(QUERY)) {
			return result.next() + " " + result.getInt(1) + ";";
		}
	}

	/**
	 * A query.
	 */
	@FunctionalInterface
	interface Row {

		String call() throws Exception;

	}

	/**
	 * The application's own data source.
	 */
	static final class Own implements DataSource {

		private final DataSource target;

		Own(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.target.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return this.target.getConnection(username, password);
		}

		@Override
		public PrintWriter getLogWriter() throws SQLException {
			return this.target.getLogWriter();
		}

		@Override
		public void setLogWriter(PrintWriter out) throws SQLException {
			this.target.setLogWriter(out);
		}

		@Override
		public void setLoginTimeout(int seconds) throws SQLException {
			this.target.setLoginTimeout(seconds);
		}

		@Override
		public int getLoginTimeout() throws SQLException {
			return this.target.getLoginTimeout();
		}

		@Override
		public Logger getParentLogger() throws SQLFeatureNotSupportedException {
			return this.target.getParentLogger();
		}

		@Override
		public <T> T unwrap(Class<T> type) throws SQLException {
			return this.target.unwrap(type);
		}

		@Override
		public boolean isWrapperFor(Class<?> type) throws SQLException {
			return this.target.isWrapperFor(type);
		}

	}

}
