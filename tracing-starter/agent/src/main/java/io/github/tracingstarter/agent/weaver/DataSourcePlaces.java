package io.github.tracingstarter.agent.weaver;

import java.util.List;

/**
 * Where data sources, and the driver manager, return connections. Any class may be a data
 * source. To ask each class that is loaded for its interfaces would cost time at the
 * start; those of pools, of drivers and of frameworks can be told by their names. Where
 * one of the application has another name, the one that it asks has not.
 */
final class DataSourcePlaces {

	/** Stands for all data sources. */
	static final String ANY = "*";

	private static final String METHOD = "getConnection";

	private static final String HOOK = "connection";

	private static final String DRIVER_MANAGER = "java/sql/DriverManager";

	/** The method that all others of the driver manager call. */
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
	 * Whether a class may be a data source. What is made at run time calls one.
	 * @param type the internal name of the class
	 * @return whether to look at its methods
	 */
	static boolean areIn(String type) {
		return (type.contains("DataSource") || type.endsWith("ConnectionPool")) && !type.contains("$$")
				&& !type.contains("$Mockito") && !type.contains("$Proxy");
	}

}
