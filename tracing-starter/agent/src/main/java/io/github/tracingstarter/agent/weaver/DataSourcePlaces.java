package io.github.tracingstarter.agent.weaver;

import java.util.List;

/**
 * The places where data sources and the driver manager return connections. Any class may
 * be a data source. Checking the interfaces of each loaded class would slow down startup,
 * but the data sources of pools, drivers and frameworks can be recognized by name. If one
 * of the application has a different name, the data source to which it delegates does
 * not.
 */
final class DataSourcePlaces {

	/** Represents all data sources. */
	static final String ANY = "*";

	private static final String METHOD = "getConnection";

	private static final String HOOK = "connection";

	private static final String DRIVER_MANAGER = "java/sql/DriverManager";

	/** The descriptor of the method that all others of the driver manager call. */
	private static final String BY_CALLER = "(Ljava/lang/String;Ljava/util/Properties;Ljava/lang/Class;)"
			+ "Ljava/sql/Connection;";

	private DataSourcePlaces() {
	}

	static List<Place> all() {
		return List.of(Place.around(ANY, METHOD, "()Ljava/sql/Connection;", HOOK),
				Place.result(ANY, METHOD, "()Ljava/sql/Connection;", HOOK),
				Place.around(ANY, METHOD, "(Ljava/lang/String;Ljava/lang/String;)Ljava/sql/Connection;", HOOK),
				Place.result(ANY, METHOD, "(Ljava/lang/String;Ljava/lang/String;)Ljava/sql/Connection;", HOOK),
				Place.around(DRIVER_MANAGER, METHOD, BY_CALLER, HOOK),
				Place.result(DRIVER_MANAGER, METHOD, BY_CALLER, HOOK));
	}

	/**
	 * Returns whether a class may be a data source. Classes generated at run time
	 * delegate to one.
	 * @param type the internal name of the class
	 * @return whether to inspect its methods
	 */
	static boolean areIn(String type) {
		return (type.contains("DataSource") || type.endsWith("ConnectionPool")) && !type.contains("$$")
				&& !type.contains("$Mockito") && !type.contains("$Proxy");
	}

}
