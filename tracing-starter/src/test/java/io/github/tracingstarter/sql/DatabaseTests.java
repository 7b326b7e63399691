package io.github.tracingstarter.sql;

import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What JDBC URLs reveal.
 */
class DatabaseTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1 | h2database | shop | |
					jdbc:h2:file:/var/data/shop;MODE=MySQL | h2database | shop | |
					jdbc:h2:~/shop | h2database | shop | |
					jdbc:h2:tcp://db:9093/~/shop | h2database | shop | db | 9093
					jdbc:postgresql://db.example.com/shop?ssl=true | postgresql | shop | db.example.com | 5432
					jdbc:postgresql://a:5433,b:5434/shop | postgresql | shop | a | 5433
					jdbc:postgresql://[::1]:5433/shop | postgresql | shop | ::1 | 5433
					jdbc:postgresql://db/shop?user=x&password=secret&currentSchema=eu | postgresql | shop|eu | db | 5432
					jdbc:postgresql:shop | postgresql | shop | localhost | 5432
					jdbc:postgresql:///shop | postgresql | shop | localhost | 5432
					jdbc:mysql://user:secret@db:3307/shop?useSSL=false | mysql | shop | db | 3307
					jdbc:mysql:replication://address=(type=master)(host=m)(port=3308),address=(host=s)/shop | mysql | shop | m | 3308
					jdbc:mysql:loadbalance://a,b/shop | mysql | shop | a | 3306
					jdbc:mariadb://db/shop | mariadb | shop | db | 3306
					jdbc:mariadb:sequential://a:3309,b/shop | mariadb | shop | a | 3309
					jdbc:aws-wrapper:postgresql://db/shop | postgresql | shop | db | 5432
					jdbc:p6spy:mysql://db/shop | mysql | shop | db | 3306
					jdbc:sqlserver://db\\instance;databaseName=shop;user=sa;password=secret | microsoft.sql_server | shop | db | 1433
					jdbc:sqlserver://db:1444;encrypt=true | microsoft.sql_server | | db | 1444
					jdbc:jtds:sqlserver://db:1444/shop | microsoft.sql_server | shop | db | 1444
					jdbc:oracle:thin:@//db:1522/shop | oracle.db | shop | db | 1522
					jdbc:oracle:thin:@db:1522:shop | oracle.db | shop | db | 1522
					jdbc:oracle:thin:scott/tiger@db:1522/shop | oracle.db | shop | db | 1522
					jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1523))(CONNECT_DATA=(SERVICE_NAME=shop))) | oracle.db | shop | db | 1523
					jdbc:db2://db:50001/shop:user=x; | ibm.db2 | shop | db | 50001
					jdbc:sqlite:/var/data/shop.db | sqlite | shop.db | |
					jdbc:hsqldb:mem:shop | hsqldb | shop | |
					jdbc:hsqldb:hsql://db/shop | hsqldb | shop | db |
					jdbc:derby:memory:shop;create=true | derby | shop | |
					jdbc:clickhouse://db/shop | clickhouse | shop | db | 8123
					jdbc:unheard:of | other_sql | of | |
					""")
	void readsUrls(String url, String system, String namespace, String host, String port) {
		// The column separator occurs in one namespace.
		boolean schema = "eu".equals(host);
		TreeMap<String, Object> expected = new TreeMap<>();
		expected.put("db.system.name", system);
		put(expected, "db.namespace", schema ? namespace + "|eu" : namespace);
		put(expected, "server.address", schema ? port : host);
		if (schema || port != null) {
			expected.put("server.port", schema ? 5432L : Long.valueOf(port));
		}
		TreeMap<String, Object> actual = new TreeMap<>();
		Database.of(url.replace("\\\\", "\\")).attributes().forEach((key, value) -> actual.put(key.getKey(), value));
		assertThat(actual).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "jdbc", "jdbc:", "jdbc::", "jdbc:postgresql", "jdbc:postgresql:", "jdbc:postgresql://",
			"jdbc:mysql://:/", "jdbc:oracle:", "jdbc:oracle:thin:@", "jdbc:sqlserver://", "no url at all",
			"jdbc:postgresql://[::1/shop", "jdbc:mysql://host:99999999999999/x" })
	void readsWhatIsNone(String url) {
		assertThat(Database.of(url).fallbackName()).isNotBlank();
	}

	@Test
	void aDriverThatTellsNoUrlHasADatabaseWithoutName() {
		assertThat(Database.of(null).fallbackName()).isEqualTo("other_sql");
	}

	@Test
	void aStatementIsAnalysedOnce() {
		Database database = Database.of("jdbc:h2:mem:shop");
		assertThat(database.query("SELECT 1", true)).isSameAs(database.query("SELECT 1", true));
		assertThat(database.query("", true).spanName()).isEqualTo("shop");
	}

	private static void put(TreeMap<String, Object> map, String key, String value) {
		if (value != null) {
			map.put(key, value);
		}
	}

}
