package io.github.tracingstarter.instrument;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Traces the clients of one library, wherever they are found: in beans and in the fields
 * of beans. Declare it as a static bean with the role of infrastructure, since it is
 * needed as soon as beans are created.
 */
public interface ClientTracer {

	/**
	 * The types with which a field is declared that holds such a client.
	 * @return names of classes, none of which needs to be there
	 */
	Set<String> fieldTypes();

	/**
	 * Whether a client is traced already.
	 * @param client any object
	 * @return false also if it is no client of the library
	 */
	boolean isTraced(Object client);

	/**
	 * Traces a client.
	 * @param client any object
	 * @return the traced client, which is the same where it is traced in place or is
	 * traced already, or null where it cannot be traced
	 */
	@Nullable Object trace(Object client);

}
