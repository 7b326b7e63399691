package io.github.tracingstarter.instrument;

import org.springframework.cglib.core.NamingPolicy;
import org.springframework.cglib.core.SpringNamingPolicy;

/**
 * Gives generated classes names that differ from Spring's own. Spring may create a proxy
 * of the same class through another class loader, such as that of the developer tools,
 * and would otherwise find our class under the name that it wants to use.
 */
public final class ProxyNaming {

	/**
	 * Spring's names, except for one word.
	 */
	public static final NamingPolicy INSTANCE = (prefix, source, key, names) -> rename(SpringNamingPolicy.INSTANCE
		.getClassName(prefix, source, key, (name) -> names.evaluate(rename(name.toString()))));

	private ProxyNaming() {
	}

	private static String rename(String className) {
		return className.replace("$$SpringCGLIB$$", "$$TracingCGLIB$$");
	}

}
