<?php
// Install WordPress and fill it with the stories of a file, one JSON object a line: title, lead, body, at, section.
// php fill_wordpress.php CONFIGURATION_FOLDER SITE_URL STORIES
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($argv[2], PHP_URL_HOST) . ':' . parse_url($argv[2], PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
require $argv[1] . '/wp-config.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Azdarar', 'editor', 'editor@example.org', true, '', 'a password of the comparison');
update_option('siteurl', $argv[2]);
update_option('home', $argv[2]);
update_option('permalink_structure', '/%year%/%monthnum%/%day%/%postname%/');
update_option('posts_per_page', 10);
$sections = [];
global $wpdb;
$wpdb->query('START TRANSACTION');
$lines = fopen($argv[3], 'r');
$paths = [];
wp_defer_term_counting(true);
wp_suspend_cache_addition(true);
while (($line = fgets($lines)) !== false) {
    $story = json_decode($line, true);
    $name = $story['section'];
    if (!isset($sections[$name])) {
        $sections[$name] = wp_insert_term($name, 'category', ['slug' => sanitize_title($name)]);
    }
    $wpdb->insert($wpdb->posts, [
        'post_author' => 1, 'post_date' => $story['at'], 'post_date_gmt' => $story['at'],
        'post_modified' => $story['at'], 'post_modified_gmt' => $story['at'],
        'post_title' => $story['title'], 'post_content' => $story['body'], 'post_excerpt' => $story['lead'],
        'post_status' => 'publish', 'post_type' => 'post', 'post_name' => $story['slug'],
        'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '', 'guid' => $story['slug'],
    ]);
    $wpdb->insert($wpdb->term_relationships, [
        'object_id' => $wpdb->insert_id, 'term_taxonomy_id' => $sections[$name]['term_taxonomy_id'],
    ]);
    $paths[] = gmdate('/Y/m/d/', strtotime($story['at'] . ' UTC')) . $story['slug'] . '/';
}
$wpdb->query('COMMIT');
foreach ($sections as $section) {
    wp_update_term_count_now([$section['term_taxonomy_id']], 'category');
}
flush_rewrite_rules(false);
echo json_encode($paths);
