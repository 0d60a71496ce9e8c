-- One for every foreign key that no other key begins with, and one to look by price.
-- They are made when the rows are there, which is faster.
CREATE INDEX makers_country ON makers (country);
CREATE INDEX collections_maker ON collections (maker_id);
CREATE INDEX collections_moon ON collections (moon_id);
CREATE INDEX categories_parent ON categories (parent_id);
CREATE INDEX products_collection ON products (collection_id);
CREATE INDEX products_category ON products (category_id);
CREATE INDEX products_price ON products (price);
CREATE INDEX product_tags_tag ON product_tags (tag_id);
CREATE INDEX customers_friend ON customers (friend_id);
CREATE INDEX addresses_customer ON addresses (customer_id);
CREATE INDEX addresses_country ON addresses (country);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX orders_billing_address ON orders (billing_address_id);
CREATE INDEX orders_shipping_address ON orders (shipping_address_id);
CREATE INDEX order_lines_product ON order_lines (product_id);
CREATE INDEX refunds_order_line ON refunds (order_id, line);
CREATE INDEX visits_customer ON visits (customer_id);
