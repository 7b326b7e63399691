package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.PrivateField;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;

/**
 * Private fields of Spring Framework. A client has no getter for its request factory, or
 * has one that may be overridden, as a spy in a test does.
 */
final class SpringFields {

	private static final Log logger = LogFactory.getLog(SpringFields.class);

	private SpringFields() {
	}

	/**
	 * Looks for a field, and warns if this version of Spring Framework does not have it.
	 * @param <T> the type of the field
	 * @param owner the name of the class that declares it, which need not be public
	 * @param name its name
	 * @param type its type
	 * @return the field
	 */
	static <T> PrivateField<T> find(String owner, String name, Class<T> type) {
		PrivateField<T> field = PrivateField.none(type);
		try {
			field = PrivateField.of(ClassUtils.resolveClassName(owner, ClientHttpRequestFactory.class.getClassLoader()),
					name, type);
		}
		catch (RuntimeException ex) {
			logger.debug(owner + " could not be read", ex);
		}
		if (!field.isPresent()) {
			logger.warn("Not all outgoing HTTP calls are traced: this version of Spring Framework has no field %s.%s"
				.formatted(owner, name));
		}
		return field;
	}

}
