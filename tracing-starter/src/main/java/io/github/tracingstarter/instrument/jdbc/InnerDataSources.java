package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.InfrastructureProxy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the data sources in the fields of another one, whatever its class: those to which
 * it delegates or routes, or that it uses for reading.
 */
final class InnerDataSources {

	private static final boolean SPRING_JDBC = ClassUtils
		.isPresent("org.springframework.jdbc.datasource.DelegatingDataSource", InnerDataSources.class.getClassLoader());

	private InnerDataSources() {
	}

	/**
	 * Finds the inner data sources.
	 * @param dataSource a data source
	 * @return the data sources in its fields, collections and maps
	 */
	static List<DataSource> of(DataSource dataSource) {
		Object target = AopProxyUtils.getSingletonTarget(dataSource);
		Object holder = (target != null) ? target : dataSource;
		List<DataSource> found = new ArrayList<>();
		ReflectionUtils.doWithFields(holder.getClass(), (field) -> addQuietly(field, holder, found),
				(field) -> !Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive());
		found.removeIf((inner) -> inner == dataSource || inner == holder);
		return found;
	}

	/**
	 * Returns whether all connections of a data source are traced, by itself or by its
	 * inner data sources. If it says that it is traced, that may apply only to the first
	 * of several.
	 * @param dataSource the data source
	 * @return whether nothing is left to trace
	 */
	static boolean areTraced(DataSource dataSource) {
		return areTraced(dataSource, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static boolean areTraced(DataSource dataSource, Set<DataSource> visited) {
		if (!visited.add(dataSource)) {
			return true;
		}
		if (SPRING_JDBC && SpringDataSources.isRouting(dataSource)) {
			return SpringDataSources.targets(dataSource)
				.allMatch((inner) -> inner != dataSource && areTraced(inner, visited));
		}
		if (!TracedDataSources.isTraced(dataSource)) {
			return false;
		}
		return dataSource instanceof InfrastructureProxy
				|| of(dataSource).stream().allMatch((inner) -> areTraced(inner, visited));
	}

	/**
	 * Ignores failures, because one of the application's collections may fail while it is
	 * not ready.
	 */
	private static void addQuietly(Field field, Object holder, List<DataSource> found) {
		try {
			if (field.trySetAccessible()) {
				add(field.get(holder), found);
			}
		}
		catch (IllegalAccessException | RuntimeException ex) {
			// An inaccessible data source is asked when it hands out connections.
		}
	}

	private static void add(@Nullable Object value, List<DataSource> found) {
		if (value instanceof DataSource inner) {
			found.add(inner);
		}
		else if (value instanceof Map<?, ?> map) {
			addAll(map.values(), found);
		}
		else if (value instanceof Collection<?> all) {
			addAll(all, found);
		}
		else if (value instanceof Object[] all) {
			addAll(Arrays.asList(all), found);
		}
	}

	private static void addAll(Collection<?> values, List<DataSource> found) {
		for (Object value : values) {
			if (value instanceof DataSource inner) {
				found.add(inner);
			}
		}
	}

}
